// SPDX-License-Identifier: Apache-2.0
// See reading.h. Values are always parameters; only names of columns stand in the text.
#include "store/sqlite/reading.h"

#include <fmt/format.h>

#include "store/question.h"
#include "store/sqlite/bookkeeping.h"

namespace cardea::store::sqlite {
namespace {

Result<Answer> answer(Connection& connection, const Table& table, const Key& key) {
  auto statement = connection.prepare(table.select_by(key.field));
  if (!statement) return fail(std::move(statement));
  statement->bind(1, key.value);
  Answer answer{.asked = key, .rows = {}};
  for (;;) {
    const auto there = statement->step();
    if (!there) return fail(there);
    if (!*there) return answer;
    auto row = table.read(*statement);
    if (!row) return fail(std::move(row));
    answer.rows.push_back(std::move(*row));
  }
}

// `EXISTS (...) AND EXISTS (...)`: a tag each, with parameters from `first` on.
std::string tag_condition(const TagFilter& filter, int first) {
  std::string condition = filter.all ? "1" : "0";
  for (std::size_t i = 0; i < filter.tags.size(); ++i) {
    condition +=
        fmt::format(" {} EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value = ?{})",
                    filter.all ? "AND" : "OR", static_cast<std::size_t>(first) + i);
  }
  return "(" + condition + ")";
}

constexpr int alive_at = 4;
constexpr int first_tag = 5;

bool filters_by_end(const List& question) {
  return question.alive_at && question.entity->expiry() != nullptr;
}

std::string list_statement(const Table& table, const List& question) {
  std::string sql = table.select() + " WHERE 1";
  if (question.within) sql += fmt::format(" AND {} = ?2", table.column(question.within->field));
  if (question.after) sql += " AND id > ?3";
  if (filters_by_end(question)) sql += " AND " + table.alive_condition(alive_at);
  if (question.tags) sql += " AND " + tag_condition(*question.tags, first_tag);
  return sql + " ORDER BY id LIMIT ?1";
}

void bind(Statement& statement, const List& question) {
  statement.bind(1, static_cast<std::int64_t>(question.size) + 1);
  if (question.within) statement.bind(2, question.within->value);
  if (question.after) statement.bind(3, *question.after);
  if (filters_by_end(question)) statement.bind(alive_at, question.alive_at->seconds());
  if (!question.tags) return;
  int parameter = first_tag;
  for (const std::string& tag : question.tags->tags) statement.bind(parameter++, tag);
}

}  // namespace

Result<Found> find(Connection& connection, const Tables& tables, const Find& question) {
  const auto transaction = ReadTransaction::begin(connection);
  if (!transaction) return fail(transaction.error());
  const auto position = read_position(connection);
  if (!position) return fail(position);
  auto answers = answer_all(
      question, [&](const Key& key) { return answer(connection, tables.of(*key.entity), key); });
  if (!answers) return fail(std::move(answers));
  return Found{.answers = std::move(*answers), .at = *position};
}

Result<Page> list(Connection& connection, const Tables& tables, const List& question) {
  const auto transaction = ReadTransaction::begin(connection);
  if (!transaction) return fail(transaction.error());
  const auto position = read_position(connection);
  if (!position) return fail(position);
  const Table& table = tables.of(*question.entity);
  auto statement = connection.prepare(list_statement(table, question));
  if (!statement) return fail(std::move(statement));
  bind(*statement, question);
  Page page{.rows = {}, .at = *position};
  for (;;) {
    const auto there = statement->step();
    if (!there) return fail(there);
    if (!*there) return page;
    if (page.rows.size() == question.size) {
      page.more = true;
      return page;
    }
    auto row = table.read(*statement);
    if (!row) return fail(std::move(row));
    page.rows.push_back(std::move(*row));
  }
}

Result<std::vector<std::string>> list_ended(Connection& connection, const Tables& tables,
                                            const ListEnded& question) {
  auto statement = connection.prepare(tables.of(*question.entity).select_ended());
  if (!statement) return fail(std::move(statement));
  statement->bind(1, question.at.seconds());
  statement->bind(2, static_cast<std::int64_t>(question.size));
  std::vector<std::string> ids;
  for (;;) {
    const auto there = statement->step();
    if (!there) return fail(there);
    if (!*there) return ids;
    ids.emplace_back(statement->text(0));
  }
}

}  // namespace cardea::store::sqlite
