// SPDX-License-Identifier: Apache-2.0
// All that the process counts, and its text for Prometheus. What is known at start is registered
// once and lives as long as Metrics. What belongs to an entity (a service, a route) is a series of
// a family: it lives as long as somebody holds it, so that a deleted route's series disappear with
// the last snapshot that named it, and a family never holds more than its limit.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "observe/counter.h"
#include "observe/histogram.h"
#include "observe/status_counter.h"

namespace cardea::observe {

/// One label of a series: name and value. Values may hold any text.
struct Label {
  std::string name;
  std::string value;
};
using Labels = std::vector<Label>;

/// How a metric is called and what it says; `name` obeys Prometheus' grammar and convention (unit,
/// `_total`).
struct MetricName {
  std::string name;
  std::string help;
};

/// The series of one name that differ in their labels. `Series` is Counter, Histogram or
/// StatusCounter (which adds the label `code` itself). Thread-safe; `series` takes a lock: call it
/// when something is compiled, not per request.
template <class Series>
class Family {
 public:
  using Make = std::function<std::shared_ptr<Series>()>;
  Family(std::vector<std::string> label_names, std::size_t limit, Make make);
  ~Family();

  /// The series with these label values (one for each label name, in their order), made when there
  /// is none. When `limit` series live already, all further ones share one series whose values are
  /// all `other`.
  std::shared_ptr<Series> series(const std::vector<std::string>& values);

  /// Calls `visit(labels, series)` for each living series.
  void each(const std::function<void(const Labels&, const Series&)>& visit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The registry. Register while starting or later, from any thread; what is returned lives as long
/// as Metrics. Registering a name twice ends the process: it is a mistake in this program.
class Metrics {
 public:
  /// `cores`: how many threads call `enter_core`.
  explicit Metrics(unsigned cores);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// The same name may be registered several times with different labels.
  Counter& counter(const MetricName& name, Labels labels = {});
  Gauge& gauge(const MetricName& name, Labels labels = {});
  Histogram& histogram(const MetricName& name, Buckets buckets, Labels labels = {});

  /// A number asked for at each scrape, on the scraping thread; it must be cheap and thread-safe.
  void sampled(const MetricName& name, std::function<double()> read, Labels labels = {});
  /// The same for a number that only goes up.
  void sampled_total(const MetricName& name, std::function<double()> read, Labels labels = {});

  Family<Counter>& counters(const MetricName& name, std::vector<std::string> label_names,
                            std::size_t limit = 10'000);
  Family<StatusCounter>& status_counters(const MetricName& name,
                                         std::vector<std::string> label_names,
                                         std::size_t limit = 10'000);
  Family<Histogram>& histograms(const MetricName& name, Buckets buckets,
                                std::vector<std::string> label_names, std::size_t limit = 10'000);

  [[nodiscard]] unsigned cores() const;

  /// Everything as Prometheus text, exposition format 0.0.4. Takes time with many series: not for a
  /// core while it serves.
  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cardea::observe
