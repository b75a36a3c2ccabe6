/// Byte scanning that Swift has no instructions for: movemask and friends. Everything is `static inline`, so that
/// it melts into the Swift loop that calls it. SSE2 on x86-64, NEON on arm64, portable C elsewhere; callers never
/// learn the width.
#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#include "CByteScanText.h"

#endif
