// SPDX-License-Identifier: Apache-2.0
// The first reply, a new incarnation and a gap are one case: nothing that is remembered can be
// vouched for.
#include "cluster/feed.h"

#include <utility>

namespace cardea::cluster {

FeedStep Feed::on_reply(store::Polled reply) {
  FeedStep step;
  step.forget_everything =
      !started_ || reply.gap || !reply.known || reply.incarnation != incarnation_;
  incarnation_ = std::move(reply.incarnation);
  step.position = std::move(reply.position);
  if (!step.forget_everything) step.events = std::move(reply.events);
  return step;
}

void Feed::applied(const FeedStep& step) {
  acknowledged_ = step.position;
  started_ = true;
}

}  // namespace cardea::cluster
