// SPDX-License-Identifier: Apache-2.0
// The base64 between the lines is decoded by OpenSSL; that there is one block and nothing around it
// is checked here, because PEM_read_bio skips whatever stands before.
#include "crypto/pem.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>

#include <memory>

#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

constexpr std::string_view space = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

void free_bytes(void* bytes) {
  OPENSSL_free(bytes);
}
using Bytes = std::unique_ptr<unsigned char, Freed<free_bytes>>;
using Text = std::unique_ptr<char, Freed<free_bytes>>;
using Stream = std::unique_ptr<BIO, Freed<BIO_free>>;

}  // namespace

Result<PemBlock> read_pem(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with("-----BEGIN ")) {
    return fail(
        Error::invalid("not PEM: must begin with a line such as -----BEGIN PUBLIC KEY-----"));
  }
  const Stream stream(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(stream.get(), &name, &header, &data, &size) != 1) {
    return fail(Error::invalid("damaged PEM: " + take_openssl_reason()));
  }
  const Text owned_name(name);
  const Text owned_header(header);
  const Bytes owned_data(data);
  PemBlock block{name, Secret(std::string(reinterpret_cast<const char*>(data),
                                          static_cast<std::size_t>(size)))};
  OPENSSL_cleanse(data, static_cast<std::size_t>(size));
  if (BIO_pending(stream.get()) != 0) {
    return fail(Error::invalid("more than one PEM block, or something after it"));
  }
  if (*header != '\0') return fail(Error::invalid("an encrypted PEM block cannot be read here"));
  return block;
}

}  // namespace cardea::crypto
