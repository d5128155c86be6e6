// SPDX-License-Identifier: Apache-2.0
// What can be set about the correlation-id plugin (kong-proxy 7).
#pragma once

#include <cstdint>
#include <string>

#include "schema/declare.h"

namespace cardea::plugins::correlation_id {

enum class Generator : std::uint8_t { uuid, uuid_counter, tracker };

struct Settings {
  std::string header_name = "Kong-Request-ID";
  Generator generator = Generator::uuid_counter;
  bool echo_downstream = false;

  static void describe(schema::RecordDeclaration<Settings>& record);
};

}  // namespace cardea::plugins::correlation_id

template <>
inline constexpr auto cardea::schema::enumerators<cardea::plugins::correlation_id::Generator> =
    std::to_array<cardea::schema::Named<cardea::plugins::correlation_id::Generator>>({
        {cardea::plugins::correlation_id::Generator::uuid, "uuid"},
        {cardea::plugins::correlation_id::Generator::uuid_counter, "uuid#counter"},
        {cardea::plugins::correlation_id::Generator::tracker, "tracker"},
    });
