// SPDX-License-Identifier: Apache-2.0
// The registry: for each name a list of collectors that turn cells into prometheus-cpp's model when
// scraped; its serializer writes the text.
#include "observe/metrics.h"

#include <prometheus/check_names.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <utility>

#include "observe/log.h"

namespace cardea::observe {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric labelled(const Labels& labels) {
  ClientMetric metric;
  for (const auto& label : labels) metric.label.push_back({label.name, label.value});
  return metric;
}

void collect(MetricFamily& into, const Labels& labels, const Counter& counter) {
  ClientMetric metric = labelled(labels);
  metric.counter.value = static_cast<double>(counter.value());
  into.metric.push_back(std::move(metric));
}

void collect(MetricFamily& into, const Labels& labels, const Gauge& gauge) {
  ClientMetric metric = labelled(labels);
  metric.gauge.value = static_cast<double>(gauge.value());
  into.metric.push_back(std::move(metric));
}

void collect(MetricFamily& into, const Labels& labels, const StatusCounter& counter) {
  counter.each([&](int code, std::uint64_t count) {
    ClientMetric metric = labelled(labels);
    metric.label.push_back({"code", std::to_string(code)});
    metric.counter.value = static_cast<double>(count);
    into.metric.push_back(std::move(metric));
  });
}

void collect(MetricFamily& into, const Labels& labels, const Histogram& histogram) {
  ClientMetric metric = labelled(labels);
  const auto reading = histogram.read();
  const auto& [bounds, divisor] = histogram.buckets();
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < reading.counts.size(); ++i) {
    below += reading.counts[i];
    const double bound = i < bounds.size() ? static_cast<double>(bounds[i]) / divisor
                                           : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({below, bound});
  }
  metric.histogram.sample_count = reading.total;
  metric.histogram.sample_sum = static_cast<double>(reading.sum) / divisor;
  into.metric.push_back(std::move(metric));
}

void require_names(const MetricName& name, const std::vector<std::string>& labels) {
  if (!prometheus::CheckMetricName(name.name)) broken("bad metric name {}", name.name);
  for (const auto& label : labels) {
    if (!prometheus::CheckLabelName(label)) broken("bad label {} of {}", label, name.name);
  }
}

std::vector<std::string> names_of(const Labels& labels) {
  std::vector<std::string> names;
  for (const auto& label : labels) names.push_back(label.name);
  return names;
}

}  // namespace

template <class Series>
struct Family<Series>::State {
  std::vector<std::string> names;
  std::size_t limit;
  Make make;
  std::mutex mutex;
  std::map<std::vector<std::string>, std::weak_ptr<Series>> living;
  std::shared_ptr<Series> other;

  void forget_dead() {
    std::erase_if(living, [](const auto& entry) { return entry.second.expired(); });
  }
  Labels labels(const std::vector<std::string>& values) const {
    Labels made;
    for (std::size_t i = 0; i < names.size(); ++i) made.push_back({names[i], values[i]});
    return made;
  }
};

template <class Series>
Family<Series>::Family(std::vector<std::string> label_names, std::size_t limit, Make make)
    : state_(std::make_unique<State>(std::move(label_names), limit, std::move(make))) {}

template <class Series>
Family<Series>::~Family() = default;

template <class Series>
std::shared_ptr<Series> Family<Series>::series(const std::vector<std::string>& values) {
  if (values.size() != state_->names.size()) {
    broken("{} label values for {} labels", values.size(), state_->names.size());
  }
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->living.find(values);
  if (found != state_->living.end()) {
    if (auto alive = found->second.lock()) return alive;
  }
  if (state_->living.size() >= state_->limit) state_->forget_dead();
  if (state_->living.size() >= state_->limit) {
    if (!state_->other) state_->other = state_->make();
    return state_->other;
  }
  auto made = state_->make();
  state_->living[values] = made;
  return made;
}

template <class Series>
void Family<Series>::each(const std::function<void(const Labels&, const Series&)>& visit) {
  const std::lock_guard lock(state_->mutex);
  state_->forget_dead();
  for (const auto& [values, series] : state_->living) {
    if (const auto alive = series.lock()) visit(state_->labels(values), *alive);
  }
  if (state_->other) {
    visit(state_->labels(std::vector<std::string>(state_->names.size(), "other")), *state_->other);
  }
}

template class Family<Counter>;
template class Family<StatusCounter>;
template class Family<Histogram>;

struct Metrics::State {
  using Collect = std::function<void(MetricFamily&)>;
  struct Entry {
    std::string help;
    MetricType type;
    std::vector<Collect> collectors;
  };

  unsigned cores;
  mutable std::mutex mutex;
  std::map<std::string, Entry> entries;

  void add(const MetricName& name, MetricType type, Collect collector) {
    const std::lock_guard lock(mutex);
    auto& entry = entries.try_emplace(name.name, name.help, type).first->second;
    if (entry.type != type) broken("metric {} registered with two types", name.name);
    entry.collectors.push_back(std::move(collector));
  }

  // Registers something that lives as long as its collector.
  template <class Metric>
  Metric& own(const MetricName& name, MetricType type, std::shared_ptr<Metric> metric,
              Labels labels) {
    require_names(name, names_of(labels));
    add(name, type, [metric, labels = std::move(labels)](MetricFamily& into) {
      collect(into, labels, *metric);
    });
    return *metric;
  }

  template <class Series>
  Family<Series>& own_family(const MetricName& name, MetricType type,
                             std::shared_ptr<Family<Series>> family) {
    add(name, type, [family](MetricFamily& into) {
      family->each(
          [&](const Labels& labels, const Series& series) { collect(into, labels, series); });
    });
    return *family;
  }
};

Metrics::Metrics(unsigned cores) : state_(std::make_unique<State>(cores)) {}
Metrics::~Metrics() = default;

unsigned Metrics::cores() const {
  return state_->cores;
}

Counter& Metrics::counter(const MetricName& name, Labels labels) {
  return state_->own(name, MetricType::Counter, std::make_shared<Counter>(cores()),
                     std::move(labels));
}

Gauge& Metrics::gauge(const MetricName& name, Labels labels) {
  return state_->own(name, MetricType::Gauge, std::make_shared<Gauge>(cores()), std::move(labels));
}

Histogram& Metrics::histogram(const MetricName& name, Buckets buckets, Labels labels) {
  auto made =
      std::make_shared<Histogram>(cores(), std::make_shared<const Buckets>(std::move(buckets)));
  return state_->own(name, MetricType::Histogram, std::move(made), std::move(labels));
}

void Metrics::sampled(const MetricName& name, std::function<double()> read, Labels labels) {
  require_names(name, names_of(labels));
  state_->add(name, MetricType::Gauge,
              [read = std::move(read), labels = std::move(labels)](MetricFamily& into) {
                ClientMetric metric = labelled(labels);
                metric.gauge.value = read();
                into.metric.push_back(std::move(metric));
              });
}

void Metrics::sampled_total(const MetricName& name, std::function<double()> read, Labels labels) {
  require_names(name, names_of(labels));
  state_->add(name, MetricType::Counter,
              [read = std::move(read), labels = std::move(labels)](MetricFamily& into) {
                ClientMetric metric = labelled(labels);
                metric.counter.value = read();
                into.metric.push_back(std::move(metric));
              });
}

Family<Counter>& Metrics::counters(const MetricName& name, std::vector<std::string> label_names,
                                   std::size_t limit) {
  require_names(name, label_names);
  const auto make = [cores = cores()] { return std::make_shared<Counter>(cores); };
  return state_->own_family(name, MetricType::Counter,
                            std::make_shared<Family<Counter>>(std::move(label_names), limit, make));
}

Family<StatusCounter>& Metrics::status_counters(const MetricName& name,
                                                std::vector<std::string> label_names,
                                                std::size_t limit) {
  require_names(name, label_names);
  const auto make = [cores = cores()] { return std::make_shared<StatusCounter>(cores); };
  return state_->own_family(
      name, MetricType::Counter,
      std::make_shared<Family<StatusCounter>>(std::move(label_names), limit, make));
}

Family<Histogram>& Metrics::histograms(const MetricName& name, Buckets buckets,
                                       std::vector<std::string> label_names, std::size_t limit) {
  require_names(name, label_names);
  const auto kept = std::make_shared<const Buckets>(std::move(buckets));
  const auto make = [cores = cores(), kept] { return std::make_shared<Histogram>(cores, kept); };
  return state_->own_family(
      name, MetricType::Histogram,
      std::make_shared<Family<Histogram>>(std::move(label_names), limit, make));
}

std::string Metrics::text() const {
  std::vector<MetricFamily> families;
  {
    const std::lock_guard lock(state_->mutex);
    for (const auto& [name, entry] : state_->entries) {
      MetricFamily family{name, entry.help, entry.type, {}};
      for (const auto& collector : entry.collectors) collector(family);
      families.push_back(std::move(family));
    }
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace cardea::observe
