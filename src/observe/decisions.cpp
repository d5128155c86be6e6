// SPDX-License-Identifier: Apache-2.0
// Three quarters of the memory are for denials.
#include "observe/decisions.h"

#include <algorithm>
#include <span>

namespace cardea::observe {
namespace {

constexpr std::size_t least_bytes = std::size_t{32} << 10U;
constexpr BootTime for_good{Duration::max()};

std::size_t memory_for(KeptDecisions kept, std::size_t bytes) {
  return kept == KeptDecisions::off ? 0 : std::max(bytes, least_bytes);
}

}  // namespace

Decisions::Decisions(KeptDecisions kept, std::size_t bytes)
    : kept_(kept),
      passes_until_(kept == KeptDecisions::all ? for_good : BootTime{}),
      denials_(memory_for(kept, bytes) / 4 * 3),
      passes_(memory_for(kept, bytes) / 4),
      memory_(std::make_unique<char[]>(longest_record)) {}

void Decisions::keep_passes_until(BootTime until) {
  if (kept_ == KeptDecisions::denials) passes_until_ = until;
}

JsonLine Decisions::begin() {
  return JsonLine(std::span(memory_.get(), longest_record));
}

void Decisions::keep(const DecisionKey& key, JsonLine& record) {
  (key.reason.empty() ? passes_ : denials_).keep(key, record.finish());
}

std::string Decisions::find(std::string_view id) const {
  std::string text = denials_.find(id);
  return text.empty() ? passes_.find(id) : text;
}

std::vector<KeptDecision> Decisions::collect(const Question& question) const {
  std::vector<KeptDecision> found;
  if (question.passed != true) denials_.collect(question.filter, found);
  if (question.passed != false) passes_.collect(question.filter, found);
  return found;
}

}  // namespace cardea::observe
