// SPDX-License-Identifier: Apache-2.0
// Each thread has one block for results, since only the first pair of offsets is wanted.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "proxy/pattern.h"

#include <pcre2.h>

namespace cardea::proxy {
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

}  // namespace

struct Pattern::Code {
  explicit Code(pcre2_code* compiled) : code(compiled) {}
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() { pcre2_code_free(code); }
  pcre2_code* code;
};

std::optional<Pattern> Pattern::compile(std::string_view text, bool ignore_case) {
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* const code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                         ignore_case ? PCRE2_CASELESS : 0, &error, &at, nullptr);
  if (code == nullptr) return std::nullopt;
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // where it cannot, the interpreter serves
  return Pattern(std::make_shared<const Code>(code));
}

Pattern::Outcome Pattern::run(std::string_view text, bool anchored) const {
  static thread_local const Scratch scratch;
  const int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                                0, anchored ? PCRE2_ANCHORED : 0, scratch.data, scratch.context);
  if (count == PCRE2_ERROR_NOMATCH) return {};
  if (count < 0) return {.failed = true};
  return {.matched = true, .length = pcre2_get_ovector_pointer(scratch.data)[1]};
}

}  // namespace cardea::proxy
