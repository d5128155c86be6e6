// SPDX-License-Identifier: Apache-2.0
// A handler on Boost's basic_parser that builds the tree itself. Containers are built in place and
// the open ones kept as a path of pointers: an object or array never changes while one inside it is
// open, so the pointers hold.
#include "json/parse.h"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "json/write.h"

namespace cardea::json {
namespace {

namespace bj = boost::json;

class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  explicit Builder(std::size_t max_members) : members_left_(max_members) {}

  Value take() { return std::move(root_); }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code& code) { return open(Value(bj::object_kind), code); }
  bool on_array_begin(bj::error_code& code) { return open(Value(bj::array_kind), code); }
  bool on_object_end(std::size_t, bj::error_code&) { return close(); }
  bool on_array_end(std::size_t, bj::error_code&) { return close(); }

  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& code) {
    append(part);
    name_.swap(text_);
    text_.clear();
    // Looked up before the value is read, so that the error stands where the name is.
    if (!path_.back()->get_object().contains(name_)) return true;
    return refuse(fmt::format("member {} occurs twice", shortened(name_)), code);
  }

  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_string(bj::string_view part, std::size_t, bj::error_code& code) {
    append(part);
    Value* const placed = place(Value(bj::string_view(text_)), code);
    text_.clear();
    return placed != nullptr;
  }

  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t number, bj::string_view, bj::error_code& code) {
    return place(Value(number), code) != nullptr;
  }
  bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code& code) {
    return place(Value(number), code) != nullptr;
  }
  bool on_double(double number, bj::string_view text, bj::error_code& code) {
    // Boost's own conversion may be off in the last bits; a text must read back as it was written.
    double exact = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exact);
    if (read.ec == std::errc{}) number = exact;
    if (!std::isfinite(number)) return refuse("the number is too large", code);
    return place(Value(number), code) != nullptr;
  }
  bool on_bool(bool truth, bj::error_code& code) { return place(Value(truth), code) != nullptr; }
  bool on_null(bj::error_code& code) { return place(Value(nullptr), code) != nullptr; }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  static std::string shortened(std::string_view name) {
    constexpr std::size_t most = 40;
    std::string quoted;
    write_string_to(quoted, name);
    if (quoted.size() <= most) return quoted;
    std::size_t cut = most;
    while ((static_cast<unsigned char>(quoted[cut]) & 0xc0U) == 0x80U) --cut;
    return quoted.substr(0, cut) + "...";
  }

  bool refuse(std::string why, bj::error_code& code) {
    refusal_ = std::move(why);
    code = bj::make_error_code(bj::error::exception);
    return false;
  }

  bool append(bj::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  Value* place(Value&& value, bj::error_code& code) {
    if (path_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (members_left_ == 0) {
      refuse("too many members and elements", code);
      return nullptr;
    }
    --members_left_;
    Value& parent = *path_.back();
    if (parent.is_array()) return &parent.get_array().emplace_back(std::move(value));
    return &parent.get_object().emplace(name_, std::move(value)).first->value();
  }

  bool open(Value&& container, bj::error_code& code) {
    Value* const placed = place(std::move(container), code);
    if (placed == nullptr) return false;
    path_.push_back(placed);
    return true;
  }

  bool close() {
    path_.pop_back();
    return true;
  }

  Value root_;
  std::vector<Value*> path_;
  std::string name_;
  std::string text_;
  std::string refusal_;
  std::size_t members_left_;
};

std::string_view explain(const bj::error_code& code) {
  if (code == bj::error::incomplete) return "the text ends too early";
  if (code == bj::error::extra_data) return "something follows the value";
  if (code == bj::error::too_deep) return "nested too deep";
  if (code == bj::error::illegal_leading_surrogate ||
      code == bj::error::illegal_trailing_surrogate || code == bj::error::expected_utf16_escape) {
    return "half of a surrogate pair";
  }
  if (code == bj::error::exponent_overflow) return "the number is too large";
  if (code == bj::error::expected_hex_digit) return "an escape without its four hex digits";
  return "not JSON";
}

Result<Value> parse_unguarded(std::string_view text, const Limits& limits) {
  bj::parse_options options;
  options.max_depth = limits.depth;
  bj::basic_parser<Builder> parser(options, limits.members);
  bj::error_code code;
  std::size_t at = parser.write_some(false, text.data(), text.size(), code);
  if (!code && at < text.size()) code = bj::make_error_code(bj::error::extra_data);
  if (!code) return parser.handler().take();
  const std::string& refusal = parser.handler().refusal();
  const std::string_view why = refusal.empty() ? explain(code) : std::string_view(refusal);
  return fail(Error::invalid(fmt::format("JSON, byte {}: {}", at, why)));
}

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(Error::invalid(
        fmt::format("JSON: {} bytes are more than the {} allowed", text.size(), limits.bytes)));
  }
  try {
    return parse_unguarded(text, limits);
  } catch (const std::exception& problem) {
    return fail(Error::internal(fmt::format("JSON: {}", problem.what())));
  }
}

Result<Object> parse_object(std::string_view text, const Limits& limits) {
  auto value = parse(text, limits);
  if (!value) return fail(std::move(value));
  if (!value->is_object()) return fail(Error::invalid("JSON: must be an object"));
  return std::move(value->get_object());
}

}  // namespace cardea::json
