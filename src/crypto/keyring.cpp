// SPDX-License-Identifier: Apache-2.0
// The file, for people:
//
//   # comment
//   <id> <created> active <key, base64url>
//   <id> <created> old <key, base64url>
//
// Reading accepts the lines in any order; exactly one key is active.
#include "crypto/keyring.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/base64url.h"
#include "base/uuid.h"
#include "crypto/digest.h"
#include "crypto/owned_file.h"

namespace cardea::crypto {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t max_file = 64U << 10U;
constexpr std::string_view preamble =
    "# Cardea's keyring: the keys under which secrets in the store are sealed.\n"
    "# Without this file they cannot be read again. Keep a copy, apart from copies of the store.\n"
    "# id created state key\n";

std::string id_of(std::string_view key) {
  return hex_digest(Hash::sha256, key).substr(0, 16);
}

SealingKey make_key(WallTime now) {
  Secret bytes(random_bytes(key_bytes));
  std::string id = id_of(bytes.reveal());
  const auto seconds = static_cast<std::time_t>(now.seconds());
  return {std::move(id), fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)),
          std::move(bytes)};
}

struct Line {
  SealingKey key;
  bool active = false;
};

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const auto start = line.find_first_not_of(" \t\r");
    if (start == std::string_view::npos) return words;
    line.remove_prefix(start);
    const auto end = std::min(line.find_first_of(" \t\r"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// The reason it is wrong, without any part of the key.
std::expected<Line, std::string_view> read_line(const std::vector<std::string_view>& words) {
  if (words.size() != 4) return std::unexpected("needs four words: id, created, state, key");
  if (words[2] != "active" && words[2] != "old") {
    return std::unexpected("the third word must be active or old");
  }
  auto decoded = decode_base64url(words[3]);
  if (!decoded) return std::unexpected("the key is not base64url");
  Secret bytes(*std::move(decoded));
  if (bytes.reveal().size() != key_bytes) return std::unexpected("the key has not 32 bytes");
  if (id_of(bytes.reveal()) != words[0]) {
    return std::unexpected("the key is not the one its id was made from; the line is damaged");
  }
  return Line{{std::string(words[0]), std::string(words[1]), std::move(bytes)},
              words[2] == "active"};
}

bool contains(const std::vector<SealingKey>& keys, std::string_view id) {
  return std::ranges::find(keys, id, &SealingKey::id) != keys.end();
}

// The keys, the active one first.
Result<std::vector<SealingKey>> read_keys(std::string_view text, const std::string& path) {
  std::vector<SealingKey> keys;
  std::size_t active = 0;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty() || words[0].starts_with('#')) continue;
    auto line = read_line(words);
    if (line && contains(keys, line->key.id)) line = std::unexpected("the key occurs twice");
    if (line && line->active && ++active > 1) line = std::unexpected("a second active key");
    if (!line) {
      return fail(
          Error::invalid(fmt::format("{}, line {}: {}", path, number, line.error()), Origin::self));
    }
    keys.insert(line->active ? keys.begin() : keys.end(), std::move(line->key));
  }
  if (active == 1) return keys;
  return fail(Error::invalid(
      fmt::format("{} holds no active key: restore the file from its copy", path), Origin::self));
}

// The file's text; a Secret, and reserved at once so that no half-grown copy stays in memory.
Secret text_of(const std::vector<SealingKey>& keys) {
  std::string text;
  text.reserve(preamble.size() + keys.size() * 128);
  text += preamble;
  for (const SealingKey& key : keys) {
    const char* const state = &key == keys.data() ? "active" : "old";
    text += fmt::format("{} {} {} ", key.id, key.created, state);
    text += encode_base64url(key.bytes.reveal());
    text += '\n';
  }
  return Secret(std::move(text));
}

Result<std::vector<SealingKey>> read_open(const Descriptor& file, const std::string& path) {
  const auto text = read_all(file, path, max_file);
  if (!text) return fail(text);
  return read_keys(text->reveal(), path);
}

bool is_still_there(const Descriptor& file, const std::string& path) {
  struct stat opened{};
  struct stat named{};
  return ::fstat(file.number(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

// Opens the file and keeps other changers out. Who waited may hold the file that was replaced
// meanwhile; then it is tried again with the new one.
Result<Descriptor> open_locked(const std::string& path) {
  while (true) {
    auto file = open_owned(path);
    if (!file) return file;
    while (::flock(file->number(), LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      return fail(Error::unavailable(fmt::format("cannot lock {}: {}", path, std::strerror(errno)),
                                     Origin::self));
    }
    if (is_still_there(*file, path)) return file;
  }
}

}  // namespace

Keyring::Keyring(std::string path, std::vector<SealingKey> keys)
    : path_(std::move(path)), keys_(std::move(keys)) {}

Result<Keyring> Keyring::read(const std::string& path) {
  const auto file = open_owned(path);
  if (!file) return fail(file.error());
  auto keys = read_open(*file, path);
  if (!keys) return fail(std::move(keys));
  return Keyring(path, *std::move(keys));
}

Result<Keyring> Keyring::make(const std::string& path, WallTime now) {
  std::vector<SealingKey> keys;
  keys.push_back(make_key(now));
  const Secret text = text_of(keys);
  if (auto written = write_new(path, text.reveal()); !written) return fail(std::move(written));
  return Keyring(path, std::move(keys));
}

Result<Keyring> Keyring::read_or_make(const std::string& path, WallTime now) {
  auto known = read(path);
  if (known || known.error().kind != ErrorKind::absent) return known;
  auto made = make(path, now);
  // Another process of a first start may have been quicker.
  if (!made && made.error().kind == ErrorKind::conflict) return read(path);
  return made;
}

Result<Keyring> Keyring::add(const std::string& path, WallTime now) {
  const auto file = open_locked(path);
  if (!file) return fail(file.error());
  auto keys = read_open(*file, path);
  if (!keys) return fail(std::move(keys));
  keys->insert(keys->begin(), make_key(now));
  const Secret text = text_of(*keys);
  if (auto written = replace(path, text.reveal()); !written) return fail(std::move(written));
  return Keyring(path, *std::move(keys));
}

Result<Keyring> Keyring::drop(const std::string& path, std::string_view key_id) {
  const auto file = open_locked(path);
  if (!file) return fail(file.error());
  auto keys = read_open(*file, path);
  if (!keys) return fail(std::move(keys));
  if (keys->front().id == key_id) {
    return fail(Error::conflict(
        fmt::format("key {} is the active one; add a new one first", key_id), Origin::self));
  }
  if (std::erase_if(*keys, [&](const SealingKey& key) { return key.id == key_id; }) == 0) {
    return fail(Error::absent(fmt::format("{} holds no key {}", path, key_id), Origin::self));
  }
  const Secret text = text_of(*keys);
  if (auto written = replace(path, text.reveal()); !written) return fail(std::move(written));
  return Keyring(path, *std::move(keys));
}

const SealingKey* Keyring::find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &SealingKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace cardea::crypto
