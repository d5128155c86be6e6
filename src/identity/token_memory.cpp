// SPDX-License-Identifier: Apache-2.0
// The hash only finds the place; the whole text is compared, in constant time, before anything is
// believed.
#include "identity/token_memory.h"

#include <utility>

#include "base/secret.h"

namespace cardea::identity {
namespace {

// What an entry costs beside its text and what was proved.
constexpr std::size_t overhead = 160;
constexpr std::size_t cache_line = 64;

}  // namespace

// Asks memory for what the caller will look at next, so that it comes while the text is compared.
void TokenMemory::fetch_ahead(const Entry& entry) {
  const char* const proved = static_cast<const char*>(entry.proved.get());
  for (std::size_t at = 0; at < 3 * cache_line; at += cache_line) __builtin_prefetch(proved + at);
  for (std::size_t at = 0; at < entry.text.size(); at += cache_line) {
    __builtin_prefetch(entry.text.data() + at);
  }
}

const void* TokenMemory::recall(std::uint64_t scope, std::string_view text) {
  const std::uint64_t hash = hash_(text) ^ scope;
  const Entry* const entry = entries_.find(hash);
  if (entry == nullptr || entry->scope != scope) return nullptr;
  generations_.fetch_ahead(entry->from.key_hash);
  fetch_ahead(*entry);
  if (!equal_in_constant_time(entry->text, text)) return nullptr;
  if (generations_.of(entry->from.key_hash) != entry->from.generation) {
    entries_.erase(hash);
    return nullptr;
  }
  return entry->proved.get();
}

void TokenMemory::remember(std::uint64_t scope, std::string_view text, const Derived& from,
                           std::shared_ptr<const void> proved, std::size_t bytes) {
  entries_.put(hash_(text) ^ scope, Entry{std::string(text), scope, from, std::move(proved)},
               text.size() + bytes + overhead);
}

}  // namespace cardea::identity
