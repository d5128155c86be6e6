// SPDX-License-Identifier: Apache-2.0
// No text opens that we did not seal, and none after any change: the bytes are taken as a sealed
// value, as the inside of one, and as a secret to seal, whose text is then changed where the bytes
// say.
#include "crypto/sealed.h"

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/base64url.h"
#include "crypto/keyring.h"

namespace {

using namespace cardea;

constexpr crypto::SealedPlace place{"table", "field", "id"};

void require(bool holds) {
  if (!holds) std::abort();
}

const crypto::Keyring& keyring() {
  static const auto made = [] {
    std::string directory = "/tmp/fuzz_sealed_XXXXXX";
    require(::mkdtemp(directory.data()) != nullptr);
    auto ring = crypto::Keyring::make(directory + "/keyring", {});
    ::unlink((directory + "/keyring").c_str());
    ::rmdir(directory.c_str());
    require(ring.has_value());
    return *std::move(ring);
  }();
  return made;
}

void change_and_open(std::string_view bytes) {
  const std::string sealed = crypto::seal(keyring(), bytes, place);
  const auto opened = crypto::open(keyring(), sealed, place);
  require(opened.has_value() && opened->reveal() == bytes);
  std::string changed = sealed;
  const auto first = static_cast<unsigned char>(bytes.front());
  const auto last = static_cast<unsigned char>(bytes.back());
  changed[(first * 256U + last) % changed.size()] ^= static_cast<char>(last | 1U);
  require(!crypto::open(keyring(), changed, place));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require(!crypto::open(keyring(), text, place));
  const auto id = crypto::key_id_of(text);
  require(!id || (id->size() == 16 && text.starts_with("sealed:1:")));
  const std::string head = "sealed:1:" + keyring().active().id + ":";
  require(!crypto::open(keyring(), head + std::string(text), place));
  require(!crypto::open(keyring(), head + encode_base64url(text), place));
  if (!text.empty()) change_and_open(text);
  return 0;
}
