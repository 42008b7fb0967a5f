// SPDX-License-Identifier: Apache-2.0

#include "gzip.h"

#include <limits.h>
#include <zlib.h>

/// What zlib adds to the window's size for gzip's header and trailer in place of its own.
static const int GZIP = 16;

size_t baton_gzip(const unsigned char *bytes, size_t count, int level, unsigned char *packed, size_t capacity) {
    z_stream stream = {0};
    if (count > UINT_MAX || capacity > UINT_MAX) return 0;
    if (deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + GZIP, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (z_const Bytef *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = packed;
    stream.avail_out = (uInt)capacity;
    int end = deflate(&stream, Z_FINISH);
    size_t written = end == Z_STREAM_END ? (size_t)stream.total_out : 0;
    deflateEnd(&stream);
    return written;
}
