// SPDX-License-Identifier: Apache-2.0
// The declaration of services (kong-admin 3.1). Certificates are not built yet: the two fields that
// refer to them exist, so that clients that send null are understood, and refuse anything else,
// because to accept a certificate and not use it would be a lie about security.
#include "model/service.h"

#include "model/common_fields.h"
#include "model/service_url.h"

namespace cardea::model {
namespace {

constexpr std::int64_t longest_timeout = 2147483646;  // milliseconds
constexpr std::int64_t default_timeout = 60000;

template <class Entity>
void declare_address(Entity& entity) {
  using It = Service;
  entity.field("protocol", &It::protocol, "What is spoken with the upstream.")
      .required()
      .preset(Protocol::http);
  entity.field("host", &It::host, "The upstream's host name, IP address, or `upstreams` name.")
      .required()
      .check(schema::host());
  entity.field("port", &It::port, "The upstream's port.")
      .required()
      .preset(80)
      .check(schema::between(0, 65535));
  entity.field("path", &It::path, "Put before the path of every request.")
      .check(schema::url_path());
  entity.shorthand({.name = "url",
                    .description = "Sets `protocol`, `host`, `port` and `path` at once.",
                    .expand = expand_service_url});
}

template <class Entity>
void declare_patience(Entity& entity) {
  using It = Service;
  entity.field("retries", &It::retries, "How often a request is tried again when it may be.")
      .preset(5)
      .check(schema::between(0, 32767));
  entity.field("connect_timeout", &It::connect_timeout, "Milliseconds to connect.")
      .preset(default_timeout)
      .check(schema::between(1, longest_timeout));
  entity.field("write_timeout", &It::write_timeout, "Milliseconds between two writes.")
      .preset(default_timeout)
      .check(schema::between(1, longest_timeout));
  entity.field("read_timeout", &It::read_timeout, "Milliseconds between two reads.")
      .preset(default_timeout)
      .check(schema::between(1, longest_timeout));
}

template <class Entity>
void declare_tls(Entity& entity) {
  using It = Service;
  entity.field("client_certificate", &It::client_certificate, "What Cardea shows to the upstream.")
      .refers_to("certificates", schema::OnRemoval::restrict)
      .must_be_null("the foreign key '{}' does not reference an existing 'certificates' entity.");
  entity.field("tls_verify", &It::tls_verify,
               "Whether the upstream's certificate is verified; null leaves it to the settings.");
  entity.field("tls_verify_depth", &It::tls_verify_depth, "How long a chain may be.")
      .check(schema::between(0, 64));
  entity.field("ca_certificates", &It::ca_certificates, "Whom to trust instead of the system.")
      .each(schema::uuid())
      .must_be_null("the ids '{}' do not reference existing 'ca_certificates' entities.");
}

template <class Entity>
void declare_rules(Entity& entity) {
  using schema::Rule;
  entity.rule({.kind = Rule::Kind::conditional,
               .fields = {"protocol", "path"},
               .when = {schema::one_of({"tcp", "tls", "udp", "grpc", "grpcs"})},
               .then_null = true});
  for (const auto* field : {"tls_verify", "tls_verify_depth"}) {
    entity.rule({.kind = Rule::Kind::conditional,
                 .fields = {"protocol", field},
                 .when = {schema::none_of({"https", "tls"})},
                 .then_null = true});
  }
}

}  // namespace

const schema::Entity& Service::entity() {
  using It = Service;
  static const auto declared = schema::declare<It>("services", [](auto& entity) {
    entity.singular("service").found_by("name");

    declare_id<It>(entity);
    entity.field("name", &It::name, "The name by which the Admin API finds it.")
        .unique()
        .check(schema::entity_name());
    declare_address(entity);
    declare_patience(entity);
    declare_tls(entity);
    entity.field("enabled", &It::enabled, "Whether its routes are served.").required().preset(true);
    declare_tags<It>(entity);
    declare_created_at<It>(entity);
    declare_updated_at<It>(entity);
    declare_rules(entity);
  });
  return declared;
}

}  // namespace cardea::model
