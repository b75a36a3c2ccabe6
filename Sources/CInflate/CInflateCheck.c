#include "CInflate.h"

#ifndef CINFLATE_ISAL

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>

cinflate_width cinflate_widest(void) {
  if (!__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return cinflate_plain;
  return __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx512f") ? cinflate_64 : cinflate_16;
}

#define WITH_16 __attribute__((target("pclmul,sse4.1")))
#define WITH_64 __attribute__((target("pclmul,sse4.1,vpclmulqdq,avx512f")))

// Powers of x modulo the polynomial, with their bits in reverse order: what moves 16 bytes on by 64 or by 16 bytes.
#define BY_64 _mm_set_epi64x(0x1c6e41596, 0x154442bd4)
#define BY_16 _mm_set_epi64x(0x0ccaa009e, 0x1751997d0)

/// Moves 16 bytes on, and joins them with those that are there.
WITH_16 static inline __m128i fold(__m128i block, __m128i factors, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(block, factors, 0x00), high = _mm_clmulepi64_si128(block, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// Folds blocks of 64 bytes into the last.
WITH_16 static void fold_blocks_16(uint32_t check, const uint8_t *bytes, const uint8_t *end, __m128i *last) {
  __m128i a[4];
  for (int i = 0; i < 4; i++) a[i] = _mm_loadu_si128((const __m128i *)bytes + i);
  a[0] = _mm_xor_si128(a[0], _mm_cvtsi32_si128((int)~check));
  for (bytes += 64; bytes < end; bytes += 64) {
    for (int i = 0; i < 4; i++) a[i] = fold(a[i], BY_64, _mm_loadu_si128((const __m128i *)bytes + i));
  }
  for (int i = 0; i < 4; i++) _mm_storeu_si128(last + i, a[i]);
}

WITH_64 static void fold_blocks_64(uint32_t check, const uint8_t *bytes, const uint8_t *end, __m128i *last) {
  const __m512i factors = _mm512_broadcast_i32x4(BY_64);
  const __m512i before = _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)~check));
  __m512i a = _mm512_xor_si512(_mm512_loadu_si512(bytes), before);
  for (bytes += 64; bytes < end; bytes += 64) {
    const __m512i low = _mm512_clmulepi64_epi128(a, factors, 0x00), high = _mm512_clmulepi64_epi128(a, factors, 0x11);
    // The exclusive or of three.
    a = _mm512_ternarylogic_epi64(low, high, _mm512_loadu_si512(bytes), 0x96);
  }
  _mm512_storeu_si512(last, a);
}

/// Of blocks of 64 bytes, one at least. What they are folded into has the same remainder as they.
WITH_16 static uint32_t check_blocks(uint32_t check, const uint8_t *bytes, size_t count, cinflate_width width) {
  __m128i last[4];
  (width == cinflate_64 ? fold_blocks_64 : fold_blocks_16)(check, bytes, bytes + count, last);
  for (int i = 1; i < 4; i++) last[i] = fold(last[i - 1], BY_16, last[i]);
  // zlib keeps its register inverted: it begins at zero, since what was before is folded in.
  return (uint32_t)crc32_z(0xffffffff, (const uint8_t *)(last + 3), 16);
}
#else
cinflate_width cinflate_widest(void) { return cinflate_plain; }

static uint32_t check_blocks(uint32_t check, const uint8_t *bytes, size_t count, cinflate_width width) {
  (void)width;
  return (uint32_t)crc32_z(check, bytes, count);
}
#endif

uint32_t cinflate_check(uint32_t check, const uint8_t *bytes, size_t count, cinflate_width width) {
  const size_t blocks = width == cinflate_plain ? 0 : count & ~(size_t)63;
  if (blocks > 0) check = check_blocks(check, bytes, blocks, width);
  return (uint32_t)crc32_z(check, bytes + blocks, count - blocks);
}

#endif
