// SPDX-License-Identifier: Apache-2.0
// A kind of plugin: everything the rest of the house has to know about it. One of the four
// interfaces that a lower floor declares and a higher one fills in; each folder under src/plugins
// defines one `plugin()`, and its line in plugins.def puts it into the table (see plugins/all.h in
// app).
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "plugin/handler.h"
#include "schema/entity.h"
#include "store/hash_key.h"

namespace cardea::crypto {
class Keyring;
}
namespace cardea::identity {
class Passwords;
class Prover;
}  // namespace cardea::identity
namespace cardea::issuer {
class Registry;
}

namespace cardea::plugin {

/// Facts for `GET /` and the order of execution known to Kong's users.
struct Traits {
  std::string_view name;
  int priority = 0;  ///< Kong's number; here the order is that of plugins.def
};

/// What this node is called, where it is shown to people.
struct NodeNames {
  std::string id;        ///< a UUID
  std::string hostname;  ///< the machine's
};

/// What the house lends to plugins. Lives as long as every handler.
struct Wiring {
  identity::Directory& directory;
  identity::Prover& prover;
  identity::Passwords& passwords;
  /// The token issuers that are trusted, with their keys.
  issuer::Registry& issuers;
  /// The keys under which secret fields are sealed, as they are now (they may be rotated).
  std::function<std::shared_ptr<const crypto::Keyring>()> keyring;
  /// What secrets are looked up by; the store's own when handlers are made, not yet when sources
  /// are declared.
  const store::HashKey& hashes;
  /// Kong's way with tokens, for a migration: `exp` and `nbf` count only where `claims_to_verify`
  /// names them.
  bool ignore_unlisted_claims = false;
  NodeNames node{};
};

/// A static of the process without state of its own; safe from any thread.
class PluginType {
 public:
  virtual ~PluginType() = default;

  [[nodiscard]] virtual Traits traits() const = 0;

  /// The fields that replace those of the `plugins` entity: `config` always; `consumer` where it
  /// must be null; `protocols` where it differs.
  [[nodiscard]] virtual const schema::Variant& variant() const = 0;

  /// Entities that come with the plugin (its credentials); may be empty.
  [[nodiscard]] virtual std::span<const schema::Entity* const> entities() const { return {}; }

  /// Tells the directory how its records are looked up. Called once at start.
  virtual void declare_sources(const Wiring& wiring) const = 0;

  /// A handler for this configuration, which obeys `variant()`.
  [[nodiscard]] virtual Result<std::shared_ptr<const Handler>> make(const json::Object& config,
                                                                    const Wiring& wiring) const = 0;
};

}  // namespace cardea::plugin
