// SPDX-License-Identifier: Apache-2.0
// Nothing is cleared but counters: what stands behind them is overwritten.
#include "plugin/trace.h"

#include "crypto/digest.h"

namespace cardea::plugin {
namespace {

constexpr std::size_t fingerprint_digits = 16;

}  // namespace

void Trace::reset() {
  check_count_ = note_count_ = entered_ = 0;
  concerned_ = {};
  wanted_ = refused_ = false;
}

void Trace::enter(const Configured& plugin) {
  if (check_count_ < most_checks) checks_[check_count_++] = {&plugin, {}};
  ++entered_;
}

void Trace::note(std::string_view name, std::string_view text) {
  add({.name = name, .text = text});
}

void Trace::note(std::string_view name, std::int64_t number) {
  add({.name = name, .number = number, .is_number = true});
}

void Trace::note(std::string_view name, std::span<const std::string> texts, Arena& arena) {
  if (texts.empty()) return note(name, "none");
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += ", ";
    if (all.size() + text.size() > longest_list) {
      all += "...";
      break;
    }
    all += text;
  }
  note(name, arena.copy(all));
}

void Trace::add(const Note& note) {
  if (note_count_ == most_notes || check_count_ == 0 || entered_ > check_count_) return;
  notes_[note_count_] = note;
  notes_[note_count_++].check = check_count_ - 1;
}

void Trace::pass_over(std::string_view reason) {
  if (check_count_ > 0 && entered_ == check_count_) checks_[check_count_ - 1].failed = reason;
}

std::string_view fingerprint(std::string_view token, Arena& arena) {
  const std::string digest = crypto::hex_digest(crypto::Hash::sha256, token);
  return arena.copy(std::string_view(digest).substr(0, fingerprint_digits));
}

}  // namespace cardea::plugin
