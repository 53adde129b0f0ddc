/* SPDX-License-Identifier: Apache-2.0
 * What every header of the SDK needs: calling convention, visibility, linkage. C99 and later, C++11 and later.
 * The ABI crosses compilers, bitness and processes, so it uses int32_t, uint32_t, int64_t, uint8_t[], pointers to the
 * structs of this SDK, and nothing else: no bool, enum, size_t, long, bit-field, union, variadic or C++ type. */
#ifndef RESEAL_MACROS_H
#define RESEAL_MACROS_H

#include <stdint.h>

#if defined(_WIN32)
#define RESEAL_CALL __cdecl
#define RESEAL_EXPORT __declspec(dllexport)
#else
#define RESEAL_CALL
#define RESEAL_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define RESEAL_BEGIN extern "C" {
#define RESEAL_END }
#else
#define RESEAL_BEGIN
#define RESEAL_END
#endif

/* The major version stands in the name of the entry symbol too. The minor one is for logs: nothing branches on it. */
#define RESEAL_ABI_MAJOR 1
#define RESEAL_ABI_MINOR 0

#endif
