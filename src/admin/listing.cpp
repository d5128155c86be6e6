// SPDX-License-Identifier: Apache-2.0
// The offset is base64 of the JSON array of the last row's id, as clients have seen it.
#include "admin/listing.h"

#include <boost/json/array.hpp>
#include <charconv>

#include "admin/errors.h"
#include "base/base64url.h"
#include "json/parse.h"
#include "json/write.h"
#include "model/consumer.h"
#include "schema/as_json.h"

namespace cardea::admin {
namespace {

constexpr std::size_t most_tags = 5;

std::string offset_behind(std::string_view id) {
  json::Array key;
  key.emplace_back(boost::json::string_view(id));
  return encode_base64(json::write(json::Value(std::move(key))), false);
}

std::expected<std::string, Reply> read_offset(const std::string& offset) {
  std::string unpadded = offset;
  while (unpadded.ends_with('=')) unpadded.pop_back();
  const auto decoded = decode_base64(unpadded, false);
  if (!decoded) return std::unexpected(invalid_offset(offset, "bad base64 encoding"));
  const auto value = json::parse(*decoded, {.bytes = 4096, .depth = 4, .members = 16});
  const bool fits = value && value->is_array() && value->get_array().size() == 1 &&
                    value->get_array().front().is_string();
  if (!fits) return std::unexpected(invalid_offset(offset, "bad json encoding"));
  return std::string(value->get_array().front().get_string());
}

std::expected<std::size_t, Reply> read_size(const std::string& text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) {
    return std::unexpected(invalid_size("size must be a number"));
  }
  const auto size = static_cast<std::size_t>(number);
  if (number < 1 || number > 1000 || static_cast<double>(size) != number) {
    return std::unexpected(invalid_size("size must be an integer between 1 and 1000"));
  }
  return size;
}

bool is_tag_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7f;
}

std::expected<store::TagFilter, Reply> read_tags(const std::string& text) {
  const auto wrong = [](std::string_view why) {
    return std::unexpected(invalid_option("tags", why));
  };
  if (text.empty()) return wrong("cannot be null");
  const bool any = text.find('/') != std::string::npos;
  const bool all = text.find(',') != std::string::npos;
  if ((any && all) || !std::ranges::all_of(text, is_tag_byte))
    return wrong("invalid filter syntax");
  store::TagFilter filter{.tags = {}, .all = !any};
  std::string_view rest = text;
  for (;;) {
    const std::size_t end = rest.find_first_of(",/");
    const auto tag = rest.substr(0, end);
    if (tag.empty()) return wrong("invalid filter syntax");
    filter.tags.emplace_back(tag);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (filter.tags.size() > most_tags) return wrong("cannot query more than 5 tags");
  return filter;
}

}  // namespace

std::expected<store::List, Reply> Listing::question(
    const std::optional<std::string>& parent) const {
  store::List list;
  list.entity = target.entity;
  if (parent) list.within = store::Key{target.entity, target.nesting->field, *parent};
  if (const auto size = query_value(call.query, "size")) {
    const auto read = read_size(*size);
    if (!read) return std::unexpected(read.error());
    list.size = *read;
  }
  if (const auto offset = query_value(call.query, "offset")) {
    const auto read = read_offset(*offset);
    if (!read) return std::unexpected(read.error());
    list.after = *read;
  }
  const auto tags = query_value(call.query, "tags");
  if (tags && !parent) {
    const auto read = read_tags(*tags);
    if (!read) return std::unexpected(read.error());
    list.tags = *read;
  }
  return list;
}

std::string Listing::next_link(std::string_view offset, bool nested) const {
  std::string path = call.raw_path;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::string link = path + "?offset=" + percent_encode(offset);
  if (nested) return link;
  for (const auto* const name : {"tags", "size"}) {
    if (const auto value = query_value(call.query, name)) {
      link += std::string("&") + name + "=" + percent_encode(*value);
    }
  }
  return link;
}

// `GET /consumers?custom_id=x`, the only filter besides tags.
Task<std::optional<Reply>> Listing::by_custom_id() const {
  const bool applies =
      target.kind == Target::Kind::collection && target.entity == &model::Consumer::entity();
  auto custom_id = applies ? query_value(call.query, "custom_id") : std::nullopt;
  if (!custom_id) co_return std::nullopt;
  if (custom_id->empty()) co_return message(400, "custom_id must be an unempty string");
  auto found = co_await records.find_by(*target.entity, "custom_id", std::move(*custom_id));
  if (!found) co_return found.error();
  json::Array data;
  if (*found) data.emplace_back(schema::shown(*target.entity, (*found)->row, now));
  json::Object body;
  body["data"] = std::move(data);
  body["next"] = nullptr;
  co_return ok(std::move(body));
}

Task<Reply> Listing::answer(std::optional<std::string> parent) const {
  const auto filtered = co_await by_custom_id();
  if (filtered) co_return *filtered;
  auto asked = question(parent);
  if (!asked) co_return asked.error();
  const auto page = co_await records.list(std::move(*asked));
  if (!page) co_return page.error();
  json::Array data;
  for (const auto& row : page->rows) data.emplace_back(schema::shown(*target.entity, row, now));
  json::Object body;
  body["data"] = std::move(data);
  body["next"] = nullptr;
  if (page->more) {
    const std::string offset =
        offset_behind(std::string_view(page->rows.back().at("id").as_string()));
    body["offset"] = boost::json::string_view(offset);
    body["next"] = boost::json::string_view(next_link(offset, parent.has_value()));
  }
  co_return ok(std::move(body));
}

}  // namespace cardea::admin
