// SPDX-License-Identifier: Apache-2.0
// DER integers have no leading zeros but one where the first bit would read as a sign; lengths here
// are below 256, so one or two bytes hold them.
#include "crypto/raw_ecdsa.h"

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <algorithm>
#include <memory>

#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

// The digits of a number without leading zeros; zero is one zero byte.
std::string_view digits_of(std::string_view number) {
  while (number.size() > 1 && number.front() == '\0') number.remove_prefix(1);
  return number;
}

bool reads_as_negative(std::string_view digits) {
  return (static_cast<unsigned char>(digits.front()) & 0x80U) != 0;
}

std::size_t der_size(std::string_view digits) {
  return 2 + digits.size() + (reads_as_negative(digits) ? 1 : 0);
}

char* write_integer(char* out, std::string_view digits) {
  const bool sign_byte = reads_as_negative(digits);
  *out++ = 0x02;
  *out++ = static_cast<char>(digits.size() + (sign_byte ? 1 : 0));
  if (sign_byte) *out++ = 0;
  return std::ranges::copy(digits, out).out;
}

}  // namespace

std::string_view to_der(std::string_view raw, DerSignature& out) {
  const std::string_view r = digits_of(raw.substr(0, raw.size() / 2));
  const std::string_view s = digits_of(raw.substr(raw.size() / 2));
  const std::size_t size = der_size(r) + der_size(s);
  char* at = out.data();
  *at++ = 0x30;
  if (size > 127) *at++ = static_cast<char>(0x81);
  *at++ = static_cast<char>(size);
  at = write_integer(at, r);
  at = write_integer(at, s);
  return {out.data(), static_cast<std::size_t>(at - out.data())};
}

Result<std::string> to_raw(std::string_view der, std::size_t field_bytes) {
  const unsigned char* at = as_bytes(der.data());
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string raw(2 * field_bytes, '\0');
  const int size = static_cast<int>(field_bytes);
  if (!signature ||
      BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), as_bytes(raw.data()), size) != size ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), as_bytes(raw.data()) + size, size) != size) {
    return fail(Error::internal("an ECDSA signature that does not fit its curve"));
  }
  return raw;
}

}  // namespace cardea::crypto
