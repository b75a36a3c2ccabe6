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

/// Index of the first byte of `bytes` that ends a run of plain JSON string content: a quote, a backslash or a
/// control character. `count` when there is none. Reads only bytes[0..<count].
static inline size_t cbytescan_json_string_end(const uint8_t *bytes, size_t count) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
  for (; i + 16 <= count; i += 16) {
    __m128i block = _mm_loadu_si128((const __m128i *)(bytes + i));
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    // Unsigned "not above 0x1F": the minimum with 0x1F leaves the byte as it is.
    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
    unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
#elif defined(__ARM_NEON)
  for (; i + 16 <= count; i += 16) {
    uint8x16_t block = vld1q_u8(bytes + i);
    uint8x16_t found = vorrq_u8(vceqq_u8(block, vdupq_n_u8('"')), vceqq_u8(block, vdupq_n_u8('\\')));
    found = vorrq_u8(found, vcltq_u8(block, vdupq_n_u8(0x20)));
    // Four bits for each byte: the usual stand-in for movemask.
    uint64_t mask = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(found), 4)), 0);
    if (mask) return i + (size_t)(__builtin_ctzll(mask) >> 2);
  }
#endif
  for (; i < count; i++) {
    if (bytes[i] == '"' || bytes[i] == '\\' || bytes[i] < 0x20) return i;
  }
  return count;
}

/// Copies a run of plain JSON string content to `target` and returns its length: see `cbytescan_json_string_end`. May write
/// up to 16 bytes beyond the run, which must be the caller's: runs between escapes are short, and a call of memcpy for each
/// takes longer than the bytes.
static inline size_t cbytescan_copy_json_string(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1F);
  for (; i + 16 <= count; i += 16) {
    __m128i block = _mm_loadu_si128((const __m128i *)(bytes + i));
    _mm_storeu_si128((__m128i *)(target + i), block);
    __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, backslash));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_min_epu8(block, control), block));
    unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
#endif
  const size_t run = i + cbytescan_json_string_end(bytes + i, count - i);
  memcpy(target + i, bytes + i, run - i);
  return run;
}

/// How far a scan that also writes has come.
typedef struct {
  size_t read, written;
} cbytescan_progress;

/// What a backslash and this byte stand for in JSON; 0 for `u` and for what they must not stand before.
static inline uint8_t cbytescan_escape_meaning(uint8_t byte) {
  static const uint8_t meaning[256] = {
      ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
  return meaning[byte];
}

/// `cbytescan_unescape_json` for every machine.
static inline cbytescan_progress cbytescan_unescape_json_plain(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t i = 0, out = 0;
  while (1) {
    const size_t run = cbytescan_copy_json_string(bytes + i, count - i, target + out);
    i += run;
    out += run;
    const uint8_t meaning = i + 1 < count && bytes[i] == '\\' ? cbytescan_escape_meaning(bytes[i + 1]) : 0;
    if (meaning == 0) return (cbytescan_progress){i, out};
    target[out++] = meaning;
    i += 2;
  }
}

/// Writes the escape of a quote, a backslash or a control character, and returns its 2 or 6 bytes.
static inline size_t cbytescan_put_json_escape(uint8_t byte, uint8_t *out) {
  static const char digits[] = "0123456789abcdef";
  static const uint8_t letter[32] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
  out[0] = '\\';
  out[1] = byte < 32 ? letter[byte] : byte;
  if (out[1] != 0) return 2;
  memcpy(out + 1, "u00", 3);
  out[4] = (uint8_t)digits[byte >> 4];
  out[5] = (uint8_t)digits[byte & 15];
  return 6;
}

/// `cbytescan_escape_json` for every machine.
static inline size_t cbytescan_escape_json_plain(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t i = 0, out = 0;
  while (1) {
    const size_t run = cbytescan_copy_json_string(bytes + i, count - i, target + out);
    i += run;
    out += run;
    if (i == count) return out;
    out += cbytescan_put_json_escape(bytes[i++], target + out);
  }
}

/// Which of 64 bytes are quotes, backslashes, line feeds, opening and closing brackets; bit 0 is the first byte.
typedef struct {
  uint64_t quote, backslash, line_feed, open, close;
} cbytescan_masks;

/// The masks of bytes[0..<64].
static inline cbytescan_masks cbytescan_masks64(const uint8_t *bytes) {
  cbytescan_masks masks = {0, 0, 0, 0, 0};
#if defined(__SSE2__)
  for (int i = 0; i < 4; i++) {
    __m128i block = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
    // '[' and '{', ']' and '}' differ in this bit only; no other byte that it turns into them occurs outside strings.
    __m128i folded = _mm_or_si128(block, _mm_set1_epi8(0x20));
#define CBYTESCAN_MASK(vector, byte) \
  ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(vector, _mm_set1_epi8(byte))) << (16 * i))
    masks.quote |= CBYTESCAN_MASK(block, '"');
    masks.backslash |= CBYTESCAN_MASK(block, '\\');
    masks.line_feed |= CBYTESCAN_MASK(block, '\n');
    masks.open |= CBYTESCAN_MASK(folded, '{');
    masks.close |= CBYTESCAN_MASK(folded, '}');
#undef CBYTESCAN_MASK
  }
#else
  for (int i = 0; i < 64; i++) {
    uint64_t bit = (uint64_t)1 << i;
    uint8_t folded = bytes[i] | 0x20;
    if (bytes[i] == '"') masks.quote |= bit;
    if (bytes[i] == '\\') masks.backslash |= bit;
    if (bytes[i] == '\n') masks.line_feed |= bit;
    if (folded == '{') masks.open |= bit;
    if (folded == '}') masks.close |= bit;
  }
#endif
  return masks;
}

/// Bit i of the result is the exclusive or of bits 0...i.
static inline uint64_t cbytescan_prefix_xor(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

static inline uint64_t cbytescan_load64(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

/// Whether two texts of one length are alike. Made for names, which mostly have 8 to 32 bytes: a call of memcmp takes longer
/// than to compare them.
static inline int cbytescan_equal(const void *first, const void *second, size_t count) {
  if (count < 8 || count > 64) return memcmp(first, second, count) == 0;
  const uint8_t *one = first, *other = second;
  for (size_t i = 0; i + 8 < count; i += 8) {
    if (cbytescan_load64(one + i) != cbytescan_load64(other + i)) return 0;
  }
  return cbytescan_load64(one + count - 8) == cbytescan_load64(other + count - 8);
}

/// Whether the processor has AVX2 and what came with or before it: Intel from Haswell on, AMD from Excavator on.
static inline int cbytescan_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("popcnt")
         && __builtin_cpu_supports("bmi");
#else
  return 0;
#endif
}

/// Whether the processor has all of AVX-512 that is used here: Intel from Ice Lake on, AMD from Zen 4 on.
static inline int cbytescan_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi")
         && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");
#else
  return 0;
#endif
}

#include "CByteScanMarkers.h"
#include "CByteScanStructure.h"
#include "CByteScanText.h"
#include "CByteScanUTF8.h"
#include "CByteScanAVX2.h"
#include "CByteScanAVX512.h"
#include "CByteScanChoice.h"

#endif
