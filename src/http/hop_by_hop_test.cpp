// SPDX-License-Identifier: Apache-2.0
#include "http/hop_by_hop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::http {
namespace {

using Names = std::vector<std::string>;

Names names_in(const Fields& fields, const FieldSet& set) {
  Names names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (set.contains(i)) names.emplace_back(fields[i].name);
  }
  return names;
}

TEST(HopByHop, HoldsTheFieldsOfTheConnection) {
  RequestHead head;
  for (const auto* name : {"Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy", "TE",
                           "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "HTTP2-Settings",
                           "Accept", "Content-Length", "X-Other"}) {
    head.fields.add(name, "x");
  }
  EXPECT_EQ(names_in(head.fields, hop_by_hop(head)),
            (Names{"Connection", "Keep-Alive", "Proxy-Connection", "Proxy", "TE", "Trailer",
                   "Transfer-Encoding", "Upgrade", "Expect", "HTTP2-Settings"}));
}

TEST(HopByHop, HoldsWhatConnectionNames) {
  RequestHead head;
  head.fields.add("X-One", "1");
  head.fields.add("Connection", "close, x-one, X-Two");
  head.fields.add("x-two", "2");
  head.fields.add("X-Consumer-ID", "forged");
  head.fields.add("X-ONE", "again");
  head.fields.add("connection", "x-consumer-id");
  head.fields.add("X-Three", "3");
  EXPECT_EQ(names_in(head.fields, hop_by_hop(head)),
            (Names{"X-One", "Connection", "x-two", "X-Consumer-ID", "X-ONE", "connection"}));
}

TEST(HopByHop, LeavesFramingHostAndCredentialsAlone) {
  RequestHead head;
  head.fields.add("Host", "a");
  head.fields.add("Content-Length", "1");
  head.fields.add("Authorization", "Bearer x");
  head.fields.add("Connection", "host, content-length, AUTHORIZATION, close");
  EXPECT_EQ(names_in(head.fields, hop_by_hop(head)), Names{"Connection"});
}

TEST(HopByHop, LeavesTheTrailerOfAnAnswerToTheCaller) {
  ResponseHead head;
  head.fields.add("Trailer", "x-sum");
  head.fields.add("Connection", "keep-alive");
  head.fields.add("Keep-Alive", "timeout=5");
  EXPECT_EQ(names_in(head.fields, hop_by_hop(head)), (Names{"Connection", "Keep-Alive"}));
}

TEST(HopByHop, FindsForgedIdentitiesInEverySpelling) {
  Fields fields;
  for (const auto* name : {"X-Consumer-ID", "X_Consumer_Groups", "x-consumer_username",
                           "X-Credential-Identifier", "X-Consumer", "X_Other", "Host"}) {
    fields.add(name, "x");
  }
  fields.add("X_Forwarded-For", "forged");
  fields.add("X_REAL_IP", "forged");
  fields.add("X-Forwarded-For", "replaced by the gateway");
  FieldSet set;
  add_identity_fields(fields, set);
  EXPECT_EQ(names_in(fields, set),
            (Names{"X-Consumer-ID", "X_Consumer_Groups", "x-consumer_username",
                   "X-Credential-Identifier", "X_Forwarded-For", "X_REAL_IP"}));
}

}  // namespace
}  // namespace cardea::http
