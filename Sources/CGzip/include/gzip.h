// SPDX-License-Identifier: Apache-2.0

#ifndef BATON_GZIP_H
#define BATON_GZIP_H

#include <stddef.h>

/// Packs bytes in the gzip format (RFC 1952), by zlib; its header names no file and no time.
///
/// What it needs of zlib stays behind this header: the system's headers that zlib.h brings along would
/// change what a Swift module takes `stat` and `timespec` for.
///
/// @param level how hard it tries, 1 to 9.
/// @param capacity how much room there is at `packed`.
/// @return how many bytes were packed; 0 when there is no room or no memory for them.
size_t baton_gzip(const unsigned char *bytes, size_t count, int level, unsigned char *packed, size_t capacity);

#endif
