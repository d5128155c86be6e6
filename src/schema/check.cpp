// SPDX-License-Identifier: Apache-2.0
// The order of a judgement: shorthands give way to what they stand for, the variant is chosen, the
// record is completed (complete.h), then everything wrong with it is collected (check_record.h).
#include "schema/check.h"

#include <optional>
#include <utility>

#include "schema/catalog.h"
#include "schema/check_record.h"
#include "schema/complete.h"
#include "schema/lifetime.h"

namespace cardea::schema {
namespace {

using Judged = std::expected<json::Object, Violations>;

class Judgement {
 public:
  Judgement(const Entity& entity, const json::Object& body, const Occasion& occasion)
      : entity_(entity), occasion_(occasion), body_(body) {}

  Judged run() {
    expand_shorthands();
    if (const auto fault = choose_variant()) {
      Violations only;
      only.add(entity_.varies_by()->name, json::Value(boost::json::string_view(*fault)));
      return std::unexpected(std::move(only));
    }
    auto whole = make_whole();
    auto wrong = check_record(Shape(entity_.record(), variant_), whole, is_merge());
    add_what_the_body_did(wrong);
    check_end(whole, wrong);
    if (!wrong.empty()) return std::unexpected(std::move(wrong));
    for (const auto& field : entity_.fields()) {
      if (field.must_be_null) whole.stable_erase(field.name);
    }
    return whole;
  }

 private:
  [[nodiscard]] bool is_merge() const { return occasion_.write == Write::merge; }
  [[nodiscard]] const json::Object* existing() const {
    return occasion_.write == Write::create ? nullptr : occasion_.existing;
  }

  void expand_shorthands() {
    for (const auto& shorthand : entity_.shorthands()) {
      const auto* given = body_.if_contains(shorthand.name);
      if (given == nullptr) continue;
      const json::Value value = *given;
      body_.erase(shorthand.name);
      if (const auto* text = value.if_string()) {
        shorthand.expand(std::string_view(*text), body_);
      } else if (!value.is_null()) {
        before_.add(shorthand.name, "expected a string");
      }
    }
  }

  // The value that chooses the variant: given, kept, or preset.
  [[nodiscard]] json::Value deciding_value(const Field& field) const {
    if (const auto* given = body_.if_contains(field.name)) return *given;
    if (is_merge() && existing() != nullptr) {
      if (const auto* kept = existing()->if_contains(field.name)) return *kept;
    }
    return field.preset.value_or(json::Value(nullptr));
  }

  // What is wrong with the deciding field where that forbids any further judgement.
  std::optional<std::string> choose_variant() {
    const auto* field = entity_.varies_by();
    if (field == nullptr) return std::nullopt;
    const auto value = deciding_value(*field);
    const auto& unknown = entity_.unknown_variant_text();
    if (unknown.empty()) {
      variant_ = entity_.variant(value);
      return std::nullopt;
    }
    if (value.is_null()) return "required field missing";
    if (!value.is_string()) return "expected a string";
    const std::string name(value.get_string());
    variant_ = occasion_.find_variant ? occasion_.find_variant(name) : nullptr;
    if (variant_ != nullptr) return std::nullopt;
    auto text = unknown;
    if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, name);
    return text;
  }

  // Whether fields of a variant mean the same before and after.
  [[nodiscard]] bool keeps_variant() const {
    const auto* field = entity_.varies_by();
    if (field == nullptr || existing() == nullptr) return true;
    const auto* before = existing()->if_contains(field->name);
    return before != nullptr && *before == deciding_value(*field);
  }

  [[nodiscard]] json::Object make_whole() const {
    const Shape shape(entity_.record(), variant_);
    if (is_merge()) return merged(shape, body_, *existing(), occasion_.now);
    if (existing() == nullptr || keeps_variant()) {
      return completed(shape, body_, existing(), occasion_.now);
    }
    // Another variant: nothing inside the record that it shapes can be kept.
    auto without = *existing();
    if (variant_ != nullptr) {
      for (const auto& field : variant_->fields) {
        if (field.kind == Kind::record) without.stable_erase(field.name);
      }
    }
    return completed(shape, body_, &without, occasion_.now);
  }

  void add_what_the_body_did(Violations& wrong) const {
    for (const auto& [name, fault] : before_.fields()) wrong.add(name, fault);
    const auto* sent = body_.if_contains("id");
    if (!is_merge() || sent == nullptr) return;
    const Shape shape(entity_.record());
    const auto id = merged(shape, {{"id", *sent}}, *existing(), occasion_.now).at("id");
    if (id != existing()->at("id")) wrong.add("id", "cannot be changed");
  }

  // A row whose end has passed would never be seen by anybody.
  void check_end(const json::Object& whole, Violations& wrong) const {
    const auto* field = entity_.expiry();
    if (field == nullptr || !body_.contains(field->name) || wrong.has(field->name)) return;
    if (lifetime_of(entity_, whole).is_over(occasion_.now)) {
      wrong.add(field->name, "must lie in the future (seconds since 1970)");
    }
  }

  const Entity& entity_;
  const Occasion& occasion_;
  json::Object body_;
  const Variant* variant_ = nullptr;
  Violations before_;  // found while shorthands were expanded
};

// The unique field by which an object names a row, and its value.
std::optional<std::pair<std::string, std::string>> named_key(const Entity& target,
                                                             const json::Object& given) {
  for (const auto& field : target.fields()) {
    const auto* value =
        field.unique && !field.is_hidden() ? given.if_contains(field.name) : nullptr;
    if (value != nullptr && value->is_string()) {
      return std::pair(field.name, std::string(value->get_string()));
    }
  }
  return std::nullopt;
}

}  // namespace

Judged judge(const Entity& entity, const json::Object& body, const Occasion& occasion) {
  return Judgement(entity, body, occasion).run();
}

std::vector<NamedReference> named_references(const Entity& entity, const json::Object& body,
                                             const Catalog& catalog) {
  std::vector<NamedReference> references;
  for (const auto& field : entity.fields()) {
    if (field.kind != Kind::foreign || field.must_be_null) continue;
    const auto* value = body.if_contains(field.name);
    const auto* given = value == nullptr ? nullptr : value->if_object();
    const auto* target = catalog.find(field.target);
    if (given == nullptr || target == nullptr || given->contains("id")) continue;
    if (auto key = named_key(*target, *given)) {
      references.push_back({&field, target, std::move(key->first), std::move(key->second)});
    }
  }
  return references;
}

std::optional<std::string> fault_of_key(const Field& key, std::string_view value) {
  const auto fault = fault_of(key, json::Value(boost::json::string_view(value)), false);
  if (!fault) return std::nullopt;
  return std::string(fault->get_string());
}

}  // namespace cardea::schema
