// SPDX-License-Identifier: Apache-2.0
// Passwords in bodies become the hashes that are stored (kong-admin 3.9). What an answer showed may
// be sent back unchanged: unlike Kong, a hash is not hashed again.
#pragma once

#include <expected>

#include "admin/reply.h"
#include "identity/passwords.h"
#include "json/value.h"
#include "loop/task.h"
#include "schema/entity.h"

namespace cardea::admin {

/// A write that was judged.
struct PasswordWrite {
  const schema::Entity* entity = nullptr;
  const json::Object* body = nullptr;      ///< what was sent
  const json::Object* existing = nullptr;  ///< the row as it is, opened; null: there is none
  bool hashed = false;                     ///< `skip_hash=true`: what was sent are hashes already
};

/// The row with hashes in place of passwords, or the refusal. Waits for a thread when there is a
/// password to hash.
Task<std::expected<json::Object, Reply>> hash_passwords(identity::Passwords& passwords,
                                                        PasswordWrite write, json::Object row);

}  // namespace cardea::admin
