// SPDX-License-Identifier: Apache-2.0
// Each thread has one block for results, since only the first pair of offsets is wanted.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/pattern.h"

#include <pcre2.h>

namespace cardea {
namespace {

constexpr std::uint32_t match_limit = 100'000;
constexpr std::size_t least_stack = std::size_t{32} << 10U;
constexpr std::size_t most_stack = std::size_t{1} << 20U;

struct Scratch {
  Scratch()
      : data(pcre2_match_data_create(1, nullptr)),
        context(pcre2_match_context_create(nullptr)),
        stack(pcre2_jit_stack_create(least_stack, most_stack, nullptr)) {
    pcre2_set_match_limit(context, match_limit);
    pcre2_set_depth_limit(context, match_limit);
    pcre2_jit_stack_assign(context, nullptr, stack);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    pcre2_jit_stack_free(stack);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
  }
  pcre2_match_data* data;
  pcre2_match_context* context;
  pcre2_jit_stack* stack;
};

const Scratch& scratch() {
  static thread_local const Scratch own;
  return own;
}

// The names of groups with their numbers.
std::map<std::string, std::size_t> names_in(const pcre2_code* code) {
  std::uint32_t count = 0;
  std::uint32_t size = 0;
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
  pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
  std::map<std::string, std::size_t> names;
  for (; count > 0; --count, entry += size) {  // two bytes of number, and the name with its zero
    names.emplace(reinterpret_cast<const char*>(entry + 2),
                  std::size_t{entry[0]} << 8U | std::size_t{entry[1]});
  }
  return names;
}

}  // namespace

struct Pattern::Code {
  explicit Code(pcre2_code* compiled) : code(compiled) {}
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() { pcre2_code_free(code); }
  pcre2_code* code;
};

std::optional<Pattern> Pattern::compile(std::string_view expression, Options options) {
  // Said here and not when matching: what is compiled to machine code cannot be told later.
  std::uint32_t flags = options.ignore_case ? PCRE2_CASELESS : 0;
  if (options.place != Place::anywhere) flags |= PCRE2_ANCHORED;
  if (options.place == Place::whole) flags |= PCRE2_ENDANCHORED;
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()),
                                         expression.size(), flags, &error, &at, nullptr);
  if (code == nullptr) return std::nullopt;
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // where it cannot, the interpreter serves
  return Pattern(std::make_shared<const Code>(code));
}

Pattern::Outcome Pattern::match(std::string_view text) const {
  const Scratch& own = scratch();
  const int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                0, 0, own.data, own.context);
  if (count == PCRE2_ERROR_NOMATCH) return {};
  if (count < 0) return {.failed = true};
  return {.matched = true, .length = pcre2_get_ovector_pointer(own.data)[1]};
}

std::optional<Pattern::Captures> Pattern::captures(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code_->code, nullptr), &pcre2_match_data_free);
  const int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                0, 0, data.get(), scratch().context);
  if (count < 0) return std::nullopt;
  const PCRE2_SIZE* const places = pcre2_get_ovector_pointer(data.get());
  Captures captures;
  for (std::uint32_t i = 1; i < pcre2_get_ovector_count(data.get()); ++i) {
    const bool took_part = places[2 * i] != PCRE2_UNSET;
    captures.groups.emplace_back(
        took_part ? text.substr(places[2 * i], places[2 * i + 1] - places[2 * i]) : "");
  }
  for (const auto& [name, number] : names_in(code_->code)) {
    captures.named.emplace(name, captures.groups[number - 1]);
  }
  return captures;
}

}  // namespace cardea
