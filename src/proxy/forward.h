// SPDX-License-Identifier: Apache-2.0
// Takes a request to its upstream and the answer back: peer and connection, the head, both bodies
// at the same time with back-pressure, and another try where that is safe. A session has one and
// uses it for one request after the other.
#pragma once

#include <memory>
#include <optional>

#include "loop/event.h"
#include "loop/timer_wheel.h"
#include "plugin/verdict.h"
#include "proxy/client.h"
#include "proxy/client_head.h"
#include "proxy/course.h"
#include "proxy/unsent.h"
#include "proxy/worker.h"
#include "upstream/pool.h"

namespace cardea::proxy {

/// How forwarding ended.
struct Forwarded {
  enum class End : std::uint8_t {
    answered,  ///< the client has the upstream's whole answer
    refused,   ///< nothing was sent to the client: send it `answer`
    broken,    ///< the client left, or has part of an answer: close
  };
  End end = End::broken;
  const plugin::Answer* answer = nullptr;  ///< refused: lives as long as the exchange
  ErrorMaker maker = ErrorMaker::server;
};

class Forward {
 public:
  Forward(Worker& worker, Client& client);

  /// The session is kept alive by coroutines of a request that run beside its own. Once, before
  /// all else.
  void belongs_to(const std::shared_ptr<Session>& session) { session_ = session; }

  /// Forwards a request as far as that takes no waiting.
  Course begin(Visit& visit);
  /// The connection to wait for after Pause::answer, and going on after that.
  [[nodiscard]] net::Stream& upstream() { return *connection_->stream; }
  Course resume(const Status& ready);
  /// Once it is over.
  [[nodiscard]] const Forwarded& outcome() const { return outcome_; }

  /// The request was given up half way. True if a part of it still runs, which then ends soon;
  /// until it has, the visit must stay.
  bool abandon() noexcept;

 private:
  // What one try came to.
  struct Tried {
    Forwarded outcome;
    bool again = false;  // another try is safe and may help
  };

  // The request's body on its way while the answer may already come.
  struct Upload {
    bool running = false;
    bool unwanted = false;      // it is to end: nobody takes the rest
    bool client_fault = false;  // the client's side failed: `answer` says how
    bool cut = false;           // a piece that counts as relayed went nowhere, or only in part
    const plugin::Answer* answer = nullptr;
    loop::Event done;

    // Says that the upload ended, however its coroutine did.
    class Ending {
     public:
      explicit Ending(Upload& upload) : upload_(upload) {}
      Ending(const Ending&) = delete;
      Ending& operator=(const Ending&) = delete;
      ~Ending() {
        upload_.running = false;
        upload_.done.set();
      }

     private:
      Upload& upload_;
    };
  };

  // A step's outcome: nothing when the walk goes on.
  using Stop = std::optional<Tried>;

  // A try, step by step: each goes on with the next one, or becomes a coroutine when it must wait.
  Course begin_try();
  Course send();
  Course look_for_answer();
  Course answer();
  Course end_try(Tried tried);
  Course settle(Tried tried);
  Task<void> run(Course course);
  Task<void> connect_and_send();
  Task<void> send_rest_and_look();
  Task<void> pass_interim_and_look();
  Task<void> relay_and_end();
  Task<void> end_upload_and_settle(Tried tried);
  Task<void> try_again();

  void reset(Visit& visit);
  bool connect_now();
  void choose(const net::Address& address);
  Task<Stop> connect();
  Task<Stop> secure();
  Stop send_now();
  Stop send_held(std::string_view body);
  Task<Stop> send_rest();
  Task<bool> ask_for_body();

  // Reads as much of the answer's head as is there: true when it is complete or the try is over.
  bool read_head_now(Stop& stop);
  enum class Progress : std::uint8_t { done, again, wait };
  Progress take_head(Stop& stop);
  Progress fill_head(Stop& stop);
  Progress give_up(Stop& stop, std::string why);
  void expect_answer();
  Stop judge_interim(std::size_t length);
  Task<bool> pass_interim();

  bool answer_now();
  Task<Tried> relay_answer();
  bool send_piece(std::string_view head);
  Task<bool> next_piece();
  [[nodiscard]] bool is_answered() const;

  void judge(Tried& tried);
  Task<void> end_upload();

  void start_upload();
  Task<void> upload(std::shared_ptr<Session> session);
  Task<bool> upload_piece();
  void fail_upload(const plugin::Answer* answer);
  void start_watching();
  void stop_watching();
  void client_did(net::PeerEvent event);
  void client_left();

  Tried refuse(const plugin::Answer& answer, bool again) const;
  Tried lost_upstream(const Error& error, bool any_byte);
  Tried unresolved(const Error& error);
  Tried unreachable(const Error& error);
  [[nodiscard]] bool is_replayable() const;
  const ServiceEntry& service() const { return *visit_->match.route->service; }

  Worker& worker_;
  Client& client_;
  Visit* visit_ = nullptr;
  std::weak_ptr<Session> session_;  // weak, because the session owns this
  Forwarded outcome_;
  std::unique_ptr<upstream::Connection> connection_;
  upstream::PeerKey peer_;
  std::string_view server_name_;  // for TLS; empty without
  bool is_chosen_ = false;        // the peer of this try
  bool again_ = false;            // another try is due
  bool trying_again_ = false;     // under `try_again`
  Upload upload_;
  Unsent unsent_;                  // of the request
  bool is_sent_ = false;           // all of it
  bool sent_all_at_once_ = false;  // the whole body is in the inbox: it can be sent again
  std::size_t held_body_ = 0;      // its bytes there
  bool continued_ = false;         // the client was told to go on with its body

  http::h1::Cursor cursor_;
  bool settled_ = false;            // the answer's head was given its room
  unsigned interim_ = 0;            // interim answers so far
  std::size_t interim_length_ = 0;  // of the one to be passed on now; 0: none
  BodyForm form_ = BodyForm::as_it_is;
  std::size_t piece_ = 0;  // bytes of the answer's body that are being sent
  bool piece_sent_ = false;
  bool is_broken_ = false;  // the answer cannot be completed
  bool is_at_end_ = false;  // the upstream has sent all it will

  bool watching_ = false;  // the client, while nobody reads it
  bool client_gone_ = false;
  loop::Timeout leaving_;  // the client has half-closed: when to take it for gone
};

}  // namespace cardea::proxy
