// SPDX-License-Identifier: Apache-2.0
// The scalar half of the correspondence between C++ and JSON. Rows that are read here were judged
// before, so a value of another kind only means that a hand was in the database: it is ignored.
#include "schema/bind.h"

namespace cardea::schema::bound {

void read(bool& into, const json::Value& from) {
  if (const auto* value = from.if_bool()) into = *value;
}

void read(std::int64_t& into, const json::Value& from) {
  if (const auto* value = from.if_int64()) {
    into = *value;
  } else if (const auto* real = from.if_double()) {
    into = static_cast<std::int64_t>(*real);
  }
}

void read(double& into, const json::Value& from) {
  if (from.is_number()) into = from.to_number<double>();
}

void read(std::string& into, const json::Value& from) {
  if (const auto* text = from.if_string()) {
    into.assign(text->data(), text->size());
  } else if (const auto* object = from.if_object()) {
    if (const auto* id = object->if_contains("id")) read(into, *id);
  }
}

void read(Secret& into, const json::Value& from) {
  if (const auto* text = from.if_string()) into = Secret(std::string(text->data(), text->size()));
}

void read(json::Value& into, const json::Value& from) {
  into = from;
}

void read(json::Object& into, const json::Value& from) {
  if (const auto* object = from.if_object()) into = *object;
}

void read_members(const Field& record, void* into, const json::Object& from) {
  // Rows come in declared order, so the next member is nearly always the wanted one.
  auto next = from.begin();
  for (const auto& field : record.fields) {
    const json::Value* value = nullptr;
    if (next != from.end() && next->key() == field.name) {
      value = &next->value();
      ++next;
    } else {
      value = from.if_contains(field.name);
    }
    if (value != nullptr && field.assign) field.assign(into, *value);
  }
}

}  // namespace cardea::schema::bound
