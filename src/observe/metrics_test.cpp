// SPDX-License-Identifier: Apache-2.0
// The text that Prometheus reads, and the bounds on how much of it there can be.
#include "observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace cardea::observe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, ShowsFixedMetricsWithHelpAndLabels) {
  Metrics metrics(2);
  metrics.counter({"cardea_heads_refused_total", "Heads refused."}, {{"why", "obs_fold"}}).add(3);
  metrics.counter({"cardea_heads_refused_total", "Heads refused."}, {{"why", "size"}}).add(4);
  metrics.gauge({"cardea_connections", "Open now."}).subtract(2);
  metrics.sampled({"cardea_cache_bytes", "In use."}, [] { return 1.5; });
  metrics.sampled_total({"cardea_lost_total", "Lost."}, [] { return 7.0; });
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# HELP cardea_heads_refused_total Heads refused.\n"
                              "# TYPE cardea_heads_refused_total counter\n"
                              "cardea_heads_refused_total{why=\"obs_fold\"} 3"));
  EXPECT_THAT(text, HasSubstr("cardea_heads_refused_total{why=\"size\"} 4"));
  EXPECT_THAT(text, HasSubstr("cardea_connections -2"));
  EXPECT_THAT(text, HasSubstr("# TYPE cardea_cache_bytes gauge\ncardea_cache_bytes 1.5"));
  EXPECT_THAT(text, HasSubstr("# TYPE cardea_lost_total counter\ncardea_lost_total 7"));
}

TEST(Metrics, CumulatesHistogramsAndDividesThem) {
  Metrics metrics(1);
  auto& histogram = metrics.histogram({"cardea_wait_ms", "Wait."}, {{1000, 2000}, 1000});
  for (const std::uint64_t value : {500U, 1500U, 1500U, 9000U}) histogram.record(value);
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("cardea_wait_ms_bucket{le=\"1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cardea_wait_ms_bucket{le=\"2\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("cardea_wait_ms_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("cardea_wait_ms_count 4\n"));
  EXPECT_THAT(text, HasSubstr("cardea_wait_ms_sum 12.5\n"));
}

TEST(Metrics, SeriesLiveAsLongAsTheirHolders) {
  Metrics metrics(1);
  auto& family = metrics.status_counters({"cardea_requests_total", "Requests."}, {"service"});
  auto shop = family.series({"shop"});
  const auto same = family.series({"shop"});
  EXPECT_EQ(shop, same);
  shop->add(200);
  same->add(200);
  const auto bank = family.series({"ba\"nk"});
  bank->add(503);
  EXPECT_THAT(metrics.text(),
              HasSubstr("cardea_requests_total{service=\"shop\",code=\"200\"} 2\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("{service=\"ba\\\"nk\",code=\"503\"} 1\n"));
}

TEST(Metrics, SeriesNobodyHoldsDisappear) {
  Metrics metrics(1);
  auto& family = metrics.counters({"cardea_requests_total", "Requests."}, {"route"});
  family.series({"gone"})->add();
  EXPECT_THAT(metrics.text(), Not(HasSubstr("gone")));
}

TEST(Metrics, SeriesBeyondTheLimitShareOne) {
  Metrics metrics(1);
  auto& family = metrics.counters({"cardea_requests_total", "Requests."}, {"route"}, 2);
  const auto first = family.series({"a"});
  auto second = family.series({"b"});
  const auto third = family.series({"c"});
  const auto fourth = family.series({"d"});
  third->add();
  fourth->add();
  EXPECT_THAT(metrics.text(), HasSubstr("cardea_requests_total{route=\"other\"} 2\n"));
  second.reset();  // makes room
  family.series({"e"})->add();
  EXPECT_THAT(metrics.text(), HasSubstr("cardea_requests_total{route=\"other\"} 2\n"));
}

TEST(Metrics, CanBeScrapedWhileCoresCount) {
  Metrics metrics(2);
  auto& counter = metrics.counter({"cardea_events_total", "Events."});
  auto& family = metrics.histograms({"cardea_size_bytes", "Sizes."}, {{10}, 1}, {"route"});
  {
    std::vector<std::jthread> threads;
    for (unsigned core = 0; core < 2; ++core) {
      threads.emplace_back([&, core] {
        enter_core(core);
        for (unsigned i = 0; i < 2000; ++i) {
          counter.add();
          family.series({std::to_string(i % 3)})->record(i);
        }
      });
    }
    for (int i = 0; i < 20; ++i) EXPECT_THAT(metrics.text(), HasSubstr("cardea_events_total"));
  }
  EXPECT_THAT(metrics.text(), HasSubstr("cardea_events_total 4000"));
}

TEST(Metrics, EndsTheProcessOnABadName) {
  Metrics metrics(1);
  EXPECT_DEATH(metrics.counter({"no good", ""}), "bad metric name no good");
  metrics.counter({"cardea_x", ""});
  EXPECT_DEATH(metrics.gauge({"cardea_x", ""}), "two types");
}

}  // namespace
}  // namespace cardea::observe
