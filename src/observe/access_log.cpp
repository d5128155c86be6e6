// SPDX-License-Identifier: Apache-2.0
// The rings and their writer. A ring's `head` is moved by its core only, its `tail` by the writer
// only; each publishes with a release store what the other acquires. Lines lie in the ring whole,
// wrapped round its end. When the sink takes only a part, the writer stays with that ring until its
// line boundary is certain, so that lines of two cores never mix.
#include "observe/access_log.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "observe/log.h"
#include "observe/once_per.h"
#include "observe/output.h"

namespace cardea::observe {
namespace {

constexpr std::size_t line_bytes = std::size_t{16} << 10;
// So much is written at once: what lies longer has left the core's cache and costs twice to read.
constexpr std::size_t batch_bytes = std::size_t{128} << 10;
constexpr int rest_milliseconds = 200;
constexpr Duration slice = std::chrono::milliseconds(100);
constexpr Duration last_patience = std::chrono::seconds(1);

// Lines are long: memchr(3) is many times faster over them than a look at each byte.
std::uint64_t count_lines(std::string_view text) {
  std::uint64_t count = 0;
  for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    text.remove_prefix(end + 1);
    ++count;
  }
  return count;
}

// The writer's alarm clock: cores ring it, at most once until it was heard.
class Bell {
 public:
  Bell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Bell() { ::close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() {
    if (rung_.exchange(true, std::memory_order_acq_rel)) return;
    const std::uint64_t one = 1;
    const auto ignored = ::write(descriptor_, &one, sizeof one);
    static_cast<void>(ignored);  // it cannot overflow: it is rung once until heard
  }

  void wait() {
    pollfd waiting{descriptor_, POLLIN, 0};
    ::poll(&waiting, 1, rest_milliseconds);
    std::uint64_t count = 0;
    const auto ignored = ::read(descriptor_, &count, sizeof count);
    static_cast<void>(ignored);
    rung_.store(false, std::memory_order_release);
  }

 private:
  int descriptor_;
  std::atomic<bool> rung_{false};
};

}  // namespace

// Padded on purpose: core and writer must not share a cache line.
struct AccessLane::Ring {  // NOLINT(clang-analyzer-optin.performance.Padding)
  Ring(std::size_t size, std::shared_ptr<Bell> alarm)
      : mask(size - 1),
        bytes(size == 0 ? nullptr : std::make_unique<char[]>(size)),
        bell(std::move(alarm)) {}

  // What the core touches.
  std::size_t mask;
  std::unique_ptr<char[]> bytes;  // null: the log is off
  std::shared_ptr<Bell> bell;
  std::array<char, line_bytes> line;
  std::uint64_t seen_tail = 0;
  std::atomic<std::uint64_t> dropped{0};
  alignas(64) std::atomic<std::uint64_t> head{0};
  // What the writer touches.
  alignas(64) std::atomic<std::uint64_t> tail{0};

  [[nodiscard]] std::size_t size() const { return mask + 1; }

  // Whether `count` bytes are free; looks at the writer's position only when it seems not.
  bool has_room(std::size_t count, std::uint64_t at) {
    const std::size_t unremarkable = std::min(size() / 2, batch_bytes);
    if (at + count - seen_tail <= unremarkable) return true;
    seen_tail = tail.load(std::memory_order_acquire);
    if (at + count - seen_tail > unremarkable) bell->ring();
    return at + count - seen_tail <= size();
  }

  void copy_in(std::string_view text, std::uint64_t at) {
    const std::size_t from = at & mask;
    const std::size_t first = std::min(text.size(), size() - from);
    std::memcpy(bytes.get() + from, text.data(), first);
    std::memcpy(bytes.get(), text.data() + first, text.size() - first);
  }

  // The bytes from the writer's position to `end`, cut at the ring's end.
  [[nodiscard]] std::string_view waiting(std::uint64_t end) const {
    const std::uint64_t at = tail.load(std::memory_order_relaxed);
    const std::size_t from = at & mask;
    return {bytes.get() + from, std::min<std::size_t>(end - at, size() - from)};
  }

  void take(std::size_t count) {
    tail.store(tail.load(std::memory_order_relaxed) + count, std::memory_order_release);
  }
};

bool AccessLane::is_on() const {
  return ring_->bytes != nullptr;
}

JsonLine AccessLane::begin() {
  return JsonLine(ring_->line);
}

void AccessLane::commit(JsonLine& line) {
  if (!is_on()) return;
  const std::string_view text = line.finish();
  const std::uint64_t at = ring_->head.load(std::memory_order_relaxed);
  if (!ring_->has_room(text.size(), at)) {
    ring_->dropped.store(ring_->dropped.load(std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
    return;
  }
  ring_->copy_in(text, at);
  ring_->head.store(at + text.size(), std::memory_order_release);
}

struct AccessLog::State {
  using Ring = AccessLane::Ring;

  std::shared_ptr<Bell> bell = std::make_shared<Bell>();
  std::vector<std::shared_ptr<Ring>> rings;
  std::vector<AccessLane> lanes;
  std::optional<Output> output;
  std::atomic<bool> reopening{false};
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> written{0};
  std::atomic<std::uint64_t> spoilt{0};  // lines taken from a ring that could not be written
  std::mutex mutex;                      // of `drained`
  std::condition_variable drained;
  std::thread writer;

  std::size_t turn = 0;     // the ring to go on with
  bool mid_line = false;    // the last byte written did not end a line
  bool unfinished = false;  // and its rest was given up
  OncePer complaint{std::chrono::seconds(60)};

  void run();
  bool drain();
  bool drain_ring(Ring& ring);
  bool mend_line();
  void spoil(Ring& ring, std::uint64_t end, const Error& why);
  void reopen_if_asked();
};

// Gives up all lines up to `end`. What stood half written before them needs an end of its own.
void AccessLog::State::spoil(Ring& ring, std::uint64_t end, const Error& why) {
  for (auto bytes = ring.waiting(end); !bytes.empty(); bytes = ring.waiting(end)) {
    spoilt += count_lines(bytes);
    ring.take(bytes.size());
  }
  unfinished = mid_line;
  if (complaint.pass(system_clock().boot())) {
    error("{}; access lines are lost until that is mended", why.detail);
  }
}

// Ends a line whose rest was given up. False when even that cannot be written now.
bool AccessLog::State::mend_line() {
  if (!unfinished) return true;
  const auto done = output->write("\n", slice);
  if (!done || *done == 0) return false;
  unfinished = false;
  mid_line = false;
  return true;
}

// Whether everything that waited in the ring was taken; false when the sink is slow.
bool AccessLog::State::drain_ring(Ring& ring) {
  const std::uint64_t end = ring.head.load(std::memory_order_acquire);
  for (auto bytes = ring.waiting(end); !bytes.empty(); bytes = ring.waiting(end)) {
    const auto done = mend_line() ? output->write(bytes, slice) : Result<std::size_t>(0);
    if (!done) {
      spoil(ring, end, done.error());
      return true;
    }
    const std::string_view taken = bytes.substr(0, *done);
    written += count_lines(taken);
    if (!taken.empty()) mid_line = !taken.ends_with('\n');
    ring.take(taken.size());
    if (taken.size() < bytes.size()) return false;
  }
  return true;
}

bool AccessLog::State::drain() {
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (!drain_ring(*rings[turn])) return false;
    turn = (turn + 1) % rings.size();
  }
  return true;
}

void AccessLog::State::reopen_if_asked() {
  if ((mid_line && !unfinished) || !reopening.exchange(false)) return;
  const auto reopened = output->reopen();
  if (!reopened) {
    error("{}; going on with the file that was open", reopened.error().detail);
  } else {
    unfinished = mid_line = false;
  }
}

void AccessLog::State::run() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::optional<BootTime> end;
  while (true) {
    if (!stopping.load(std::memory_order_acquire)) {
      bell->wait();
    } else if (!end) {
      end = system_clock().boot() + last_patience;
    }
    const bool emptied = drain();
    reopen_if_asked();
    {
      const std::lock_guard lock(mutex);
    }
    drained.notify_all();
    if (end && (emptied || system_clock().boot() >= *end)) return;
  }
}

AccessLog::AccessLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<AccessLog>> AccessLog::start(const AccessTarget& target, unsigned cores,
                                                    std::size_t ring_bytes) {
  auto state = std::make_unique<State>();
  const bool on = target.path != "off";
  if (on) {
    auto output = Output::open(target.path);
    if (!output) return fail(std::move(output));
    state->output = std::move(*output);
  }
  const std::size_t size = on ? std::bit_ceil(std::max(ring_bytes, 2 * line_bytes)) : 0;
  for (unsigned i = 0; i < cores; ++i) {
    state->rings.push_back(std::make_shared<AccessLane::Ring>(size, state->bell));
    state->lanes.push_back(AccessLane(state->rings.back()));
  }
  if (on) state->writer = std::thread(&State::run, state.get());
  return std::unique_ptr<AccessLog>(new AccessLog(std::move(state)));
}

AccessLog::~AccessLog() {
  if (!state_->writer.joinable()) return;
  state_->stopping.store(true, std::memory_order_release);
  state_->bell->ring();
  state_->writer.join();
}

AccessLane& AccessLog::lane(unsigned core) {
  return state_->lanes.at(core);
}

void AccessLog::reopen() {
  if (!state_->output) return;
  state_->reopening = true;
  state_->bell->ring();
}

bool AccessLog::flush(Duration patience) {
  if (!state_->output) return true;
  std::vector<std::uint64_t> heads;
  for (const auto& ring : state_->rings) heads.push_back(ring->head.load());
  const auto written = [&] {
    for (std::size_t i = 0; i < heads.size(); ++i) {
      if (state_->rings[i]->tail.load(std::memory_order_acquire) < heads[i]) return false;
    }
    return true;
  };
  state_->bell->ring();
  std::unique_lock lock(state_->mutex);
  return state_->drained.wait_for(lock, patience, written);
}

std::uint64_t AccessLog::lines_written() const {
  return state_->written;
}

std::uint64_t AccessLog::lines_dropped() const {
  std::uint64_t total = state_->spoilt;
  for (const auto& ring : state_->rings) total += ring->dropped.load(std::memory_order_relaxed);
  return total;
}

}  // namespace cardea::observe
