// SPDX-License-Identifier: Apache-2.0
// zlib as C sees it, with a function for the macro that Swift does not import.

#ifndef BATON_CZLIB_H
#define BATON_CZLIB_H

#include <zlib.h>

/// Begins a gzip stream (RFC 1952) with the widest window; its header names no file and no time.
static inline int baton_gzip_begin(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
}

#endif
