// SPDX-License-Identifier: Apache-2.0
// Names of keys come from strangers: they are shown shortened and printable.
#include "issuer/report.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "observe/log.h"

namespace cardea::issuer {
namespace {

constexpr std::size_t most_listed = 5;

std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string safe;
  for (const char c : text.substr(0, most)) safe += c >= 0x20 && c < 0x7f ? c : '?';
  return safe + (text.size() > most ? "..." : "");
}

// Up to five things, and how many there are beyond.
class Listed {
 public:
  void add(std::string_view text) {
    if (count_++ < most_listed) text_ += fmt::format("{}{}", text_.empty() ? "" : ", ", text);
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::string text() const {
    if (empty()) return "none";
    if (count_ <= most_listed) return text_;
    return text_ + fmt::format(" and {} more", count_ - most_listed);
  }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

std::string called(const jose::Jwk& key) {
  return key.id.empty() ? "(no kid)" : shown(key.id);
}

bool holds(const jose::KeySet* set, const jose::Jwk& key) {
  if (set == nullptr) return false;
  for (const auto& one : set->keys()) {
    if (Record::mark_of(one) == Record::mark_of(key)) return true;
  }
  return false;
}

std::string difference(const jose::KeySet* from, const jose::KeySet* to) {
  Listed listed;
  if (to != nullptr) {
    for (const auto& key : to->keys()) {
      if (!holds(from, key)) listed.add(called(key));
    }
  }
  return listed.text();
}

}  // namespace

void report_state(Record& record) {
  const State state = record.state();
  if (state == record.told) return;
  const State before = std::exchange(record.told, state);
  const auto& settings = record.trust->settings;
  switch (state) {
    case State::good:
      if (before == State::failing || before == State::unavailable) {
        observe::notice("issuer {}: its keys can be fetched again", settings.name);
      }
      break;
    case State::failing:
      observe::warn(
          "issuer {}: its keys cannot be fetched, the last good ones are used for at "
          "most {} s after they were confirmed: {}",
          settings.name, settings.keep, record.problem);
      break;
    case State::unavailable:
      observe::error(
          "issuer {}: there are no keys to check its tokens by, they are answered 503: {}",
          settings.name, record.problem);
      break;
    case State::fixed:
    case State::waiting:
      break;
  }
}

void report_keys(const Record& record, const jose::KeySet& after) {
  const auto& name = record.trust->settings.name;
  const jose::KeySet* const before = record.trust->keys.get();
  observe::notice("issuer {}: {} keys; new: {}; gone: {}", name, after.keys().size(),
                  difference(before, &after), difference(&after, before));
  Listed doubtful;
  for (const jose::Remark& remark : after.remarks()) {
    doubtful.add(fmt::format("{}{}", remark.text, remark.left_out ? " (left out)" : ""));
  }
  if (!doubtful.empty()) observe::warn("issuer {}: {}", name, doubtful.text());
}

}  // namespace cardea::issuer
