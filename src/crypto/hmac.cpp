// SPDX-License-Identifier: Apache-2.0
// The two halves of HMAC on the bare SHA-2 functions. A saved state is the eight words of the hash
// after exactly one block; the rest of OpenSSL's context (length, empty buffer) is known then and
// written back before use.
#include "crypto/hmac.h"

#include <openssl/sha.h>
#include <strings.h>

#include <algorithm>
#include <cstring>

#include "base/secret.h"
#include "crypto/prefetched.h"

namespace cardea::crypto {
namespace {

// OpenSSL 3 deprecates SHA256_* in favour of EVP, which allocates a context for each use and goes
// through the provider's dispatch: re-initialising a keyed EVP_MAC_CTX takes 219 ns a token,
// HMAC() 990, these functions 144 (measured). They are used here and nowhere else.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

struct Sha256 {
  using Context = SHA256_CTX;
  static constexpr std::size_t block = SHA256_CBLOCK;
  static void init(Context& context) { SHA256_Init(&context); }
  static void update(Context& context, const void* bytes, std::size_t count) {
    SHA256_Update(&context, bytes, count);
  }
  static void final(Context& context, char* out) { SHA256_Final(as_bytes(out), &context); }
};

struct Sha512 {
  using Context = SHA512_CTX;
  static constexpr std::size_t block = SHA512_CBLOCK;
  static void init(Context& context) { SHA512_Init(&context); }
  static void update(Context& context, const void* bytes, std::size_t count) {
    SHA512_Update(&context, bytes, count);
  }
  static void final(Context& context, char* out) { SHA512_Final(as_bytes(out), &context); }
};

struct Sha384 : Sha512 {
  static void init(Context& context) { SHA384_Init(&context); }
};

#pragma clang diagnostic pop

// Begins a hash at a saved state, as if one block had been hashed already.
template <class Sha>
typename Sha::Context resumed(const void* state) {
  typename Sha::Context context;
  Sha::init(context);
  std::memcpy(context.h, state, sizeof context.h);
  context.Nl = Sha::block * 8;
  return context;
}

// The state after the key's block, each byte of it combined with `pad`.
template <class Sha>
void save_state(std::string_view key, unsigned char pad, void* state) {
  std::array<char, Sha::block> block{};
  std::ranges::copy(key, block.begin());
  for (char& byte : block) byte = static_cast<char>(static_cast<unsigned char>(byte) ^ pad);
  typename Sha::Context context;
  Sha::init(context);
  Sha::update(context, block.data(), block.size());
  std::memcpy(state, context.h, sizeof context.h);
  ::explicit_bzero(&context, sizeof context);
  ::explicit_bzero(block.data(), block.size());
}

template <class Sha>
void save_states(Hash hash, std::string_view key, void* inner, void* outer) {
  Secret shortened;
  if (key.size() > Sha::block) {
    shortened = Secret(digest(hash, key));
    key = shortened.reveal();
  }
  save_state<Sha>(key, 0x36, inner);
  save_state<Sha>(key, 0x5c, outer);
}

template <class Sha>
void run(std::string_view bytes, std::size_t size, const void* inner, const void* outer,
         char* out) {
  auto first = resumed<Sha>(inner);
  Sha::update(first, bytes.data(), bytes.size());
  Sha::final(first, out);
  auto second = resumed<Sha>(outer);
  Sha::update(second, out, size);
  Sha::final(second, out);
}

// Calls `action` with the functions of a hash.
template <class Action>
void with_functions_of(Hash hash, const Action& action) {
  switch (hash) {
    case Hash::sha256:
      action(Sha256{});
      break;
    case Hash::sha384:
      action(Sha384{});
      break;
    case Hash::sha512:
      action(Sha512{});
      break;
  }
}

}  // namespace

HmacKey::HmacKey(Hash hash, std::string_view key) {
  static_assert(sizeof(SHA256_CTX::h) == sizeof(Small::inner));
  static_assert(sizeof(SHA512_CTX::h) == sizeof(Large::inner));
  if (hash == Hash::sha256) {
    save_states<Sha256>(hash, key, small_.inner.data(), small_.outer.data());
    return;
  }
  auto large = std::make_unique<Large>();
  large->hash = hash;
  with_functions_of(hash, [&]<class Sha>(Sha) {
    save_states<Sha>(hash, key, large->inner.data(), large->outer.data());
  });
  large_ = std::move(large);
}

HmacKey::HmacKey(const HmacKey& other)
    : small_(other.small_),
      large_(other.large_ ? std::make_unique<Large>(*other.large_) : nullptr) {}

HmacKey& HmacKey::operator=(const HmacKey& other) {
  if (this == &other) return *this;
  small_ = other.small_;
  large_ = other.large_ ? std::make_unique<Large>(*other.large_) : nullptr;
  return *this;
}

HmacKey::~HmacKey() {
  ::explicit_bzero(&small_, sizeof small_);
}

HmacKey::Large::~Large() {
  ::explicit_bzero(inner.data(), sizeof inner);
  ::explicit_bzero(outer.data(), sizeof outer);
}

const void* HmacKey::inner() const {
  return large_ ? static_cast<const void*>(large_->inner.data()) : small_.inner.data();
}

const void* HmacKey::outer() const {
  return large_ ? static_cast<const void*>(large_->outer.data()) : small_.outer.data();
}

void HmacKey::compute(std::string_view bytes, Code& code) const {
  with_functions_of(hash(), [&]<class Sha>(Sha) {
    run<Sha>(bytes, digest_size(hash()), inner(), outer(), code.data());
  });
}

std::string HmacKey::sign(std::string_view bytes) const {
  Code code;
  compute(bytes, code);
  return {code.data(), digest_size(hash())};
}

std::string_view HmacKey::sign(std::string_view bytes, Code& code) const {
  compute(bytes, code);
  return {code.data(), digest_size(hash())};
}

bool HmacKey::verify(std::string_view bytes, std::string_view mac) const {
  const std::size_t size = digest_size(hash());
  if (mac.size() != size) return false;
  Code code;
  compute(bytes, code);
  return equal_in_constant_time({code.data(), size}, mac);
}

}  // namespace cardea::crypto
