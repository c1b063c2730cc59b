#include "archive/entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "archive/database.h"
#include "archive/hash.h"
#include "archive/names.h"

namespace onrecord {
namespace {

using archive::run;
using archive::with;
using SQLite::Statement;

constexpr int kBlocksAtOnce = 5000;        ///< in one transaction: fewer write the same pages again and again
constexpr std::size_t kShortestWord = 4;   ///< letters; shorter words of a role say nothing ("of", "the")

/// How articles name somebody, and how often.
struct Form {
  std::int64_t id = 0;
  std::string name, folded, role, affiliation, kind;
  int articles = 0;
  bool shortened = false;               ///< some article gives this name and its acronym
  std::vector<std::string> words;       ///< of `folded`
  std::set<std::string> evidence;       ///< of role and affiliation
};

/// What people decided about names of this block.
struct Ruling {
  std::string name, role, other;  ///< folded; role may be empty
  bool same = false;
};

/// Forms that mean one.
struct Group {
  std::string key;
  std::vector<const Form*> forms;
  std::vector<const Form*> naming;  ///< those that may give the name: full ones, where there are any
  int articles = 0;
  std::set<std::string> evidence;

  void add(const Form& form) {
    forms.push_back(&form);
    articles += form.articles;
    evidence.insert(form.evidence.begin(), form.evidence.end());
  }
};

struct Decision {
  const Form* form = nullptr;
  std::string reason;
};

std::set<std::string> evidence_of(const Form& form) {
  std::set<std::string> out;
  for (const std::string* part : {&form.role, &form.affiliation})
    for (std::string& word : words_of(folded(*part)))
      if (word.size() >= kShortestWord) out.insert(std::move(word));
  return out;
}

bool applies(const Ruling& ruling, const Form& form) {
  if (ruling.name != form.folded && ruling.name != folded(form.name)) return false;
  return ruling.role.empty() ||
         folded(form.role + " " + form.affiliation).find(ruling.role) != std::string::npos;
}

/// The name most articles use; of equal ones the first in the alphabet.
const std::string& name_of_group(const Group& group) {
  std::map<std::string_view, int> counts;
  for (const Form* f : group.naming) counts[f->name] += f->articles;
  const Form* best = group.naming.front();
  for (const Form* f : group.naming) {
    const auto rank = [&](const Form* g) { return std::make_tuple(-counts[g->name], std::string_view(g->name)); };
    if (rank(f) < rank(best)) best = f;
  }
  return best->name;
}

std::string kind_of_group(const Group& group) {
  std::map<std::string, int> counts;
  for (const Form* f : group.forms) counts[f->kind] += f->articles;
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })->first;
}

// ---- deciding one block -----------------------------------------------------------------------------------------

/// Groups the forms of a block. The result depends on the set of forms and rulings only, not on their order.
class Settler {
 public:
  Settler(std::vector<Form> forms, std::vector<Ruling> rulings, const EntityOptions& options)
      : forms_(std::move(forms)), rulings_(std::move(rulings)), options_(options) {
    std::sort(forms_.begin(), forms_.end(), [](const Form& a, const Form& b) { return a.id < b.id; });
  }

  void run(bool persons) {
    persons ? group_full_names() : group_bodies();
    index_evidence();
    for (const Form* form : loose_) place_loose(*form, persons);
  }

  const std::map<std::string, Group>& groups() const { return groups_; }
  const std::map<std::int64_t, std::string>& reasons() const { return reasons_; }

 private:
  void put(const std::string& key, const Form& form, std::string reason) {
    Group& group = groups_[key];
    const bool founds = group.forms.empty() || !is_short(form);
    group.key = key;
    group.add(form);
    if (founds) group.naming.push_back(&form);
    reasons_[form.id] = std::move(reason);
  }

  // Full names are grouped by given name; a second given name or initial parts them only where there are several.
  void group_full_names() {
    std::map<std::string, std::vector<const Form*>> by_given;
    for (const Form& form : forms_) {
      if (form.words.size() < 2) loose_.push_back(&form);
      else if (form.words.front().size() == 1) initials_.push_back(&form);
      else by_given[form.words.front()].push_back(&form);
    }
    for (const auto& [given, forms] : by_given) group_given(given, forms);
    for (const Form* form : initials_) place_initial(*form);
  }

  /// A surname alone, an initial or an acronym: leads to a name but gives none.
  static bool is_short(const Form& form) {
    return form.words.size() < 2 || form.words.front().size() == 1 || is_acronym(form.name);
  }

  static char middle_of(const Form& form) { return form.words.size() < 3 ? '\0' : form.words[1].front(); }

  void group_given(const std::string& given, const std::vector<const Form*>& forms) {
    std::map<char, int> middles;
    int all = 0;
    for (const Form* f : forms)
      if (const char m = middle_of(*f)) middles[m] += f->articles, all += f->articles;
    char usual = '\0';
    for (const auto& [m, articles] : middles)
      if (articles >= options_.dominance * all) usual = m;
    for (const Form* f : forms) {
      std::string key = fmt::format("person {} {}", given, f->words.back());
      const char middle = middle_of(*f) ? middle_of(*f) : usual;
      if (middles.size() > 1 && middle) key += fmt::format(" {}", middle);
      if (kept_apart(*f)) put(key + " / " + signature(*f), *f, "a ruling keeps it apart");
      else put(key, *f, "the same full name");
    }
  }

  void place_initial(const Form& form) {
    const Group* only = nullptr;
    int candidates = 0;
    for (const auto& [key, group] : groups_)
      if (key.compare(7, 1, form.words.front()) == 0 && !ruled_out(form, key)) only = &group, ++candidates;
    if (candidates == 1)
      put(only->key, form, fmt::format("the only {} with this initial is {}", form.words.back(), name_of_group(*only)));
    else put(fmt::format("person {} {}", form.words.front(), form.words.back()), form, "the same initial and surname");
  }

  void group_bodies() {
    for (const Form& form : forms_) {
      if (is_acronym(form.name)) {
        loose_.push_back(&form);
        continue;
      }
      const std::string key = "body " + form.folded;
      if (kept_apart(form)) put(key + " / " + signature(form), form, "a ruling keeps it apart");
      else put(key, form, "the same name");
    }
  }

  void index_evidence() {
    for (const auto& [key, group] : groups_) {
      named_articles_ += group.articles;
      sizes_[key] = group.articles;
      for (const std::string& word : group.evidence) by_evidence_[word].push_back(key);
    }
  }

  /// A surname alone, or an acronym: evidence first, then what the name nearly always means.
  void place_loose(const Form& form, bool persons) {
    std::string reason;
    const Group* group = persons ? by_shared_word(form, reason) : by_acronym(form, reason);
    if (group == nullptr && persons) group = by_dominance(form, reason);
    if (group != nullptr) return put(std::string(group->key), form, reason);
    const std::string own = fmt::format("{} {}", persons ? "person" : "body", form.folded);
    put(persons && !form.evidence.empty() ? own + " / " + signature(form) : own, form, "stands for itself");
  }

  const Group* by_shared_word(const Form& form, std::string& reason) {
    std::map<std::string, std::vector<std::string>> shared;
    for (const std::string& word : form.evidence)
      if (const auto it = by_evidence_.find(word); it != by_evidence_.end())
        for (const std::string& key : it->second)
          if (!ruled_out(form, key)) shared[key].push_back(word);
    std::size_t most = 0, ties = 0;
    const std::string* best = nullptr;
    for (const auto& [key, words] : shared) {
      if (words.size() == most) ++ties;
      if (words.size() > most) most = words.size(), ties = 1, best = &key;
    }
    if (best == nullptr || ties != 1) return nullptr;
    const Group& group = groups_.at(*best);
    reason = fmt::format("surname, and “{}” as of {}", fmt::join(shared.at(*best), " "), name_of_group(group));
    return &group;
  }

  const Group* by_dominance(const Form& form, std::string& reason) {
    const Group* top = nullptr;
    for (const auto& [key, group] : groups_)
      if (settled_size(key) > 0 && (top == nullptr || settled_size(key) > settled_size(top->key))) top = &group;
    if (top == nullptr || ruled_out(form, top->key)) return nullptr;
    const int articles = settled_size(top->key);
    if (articles < options_.least_articles || articles < options_.dominance * named_articles_) return nullptr;
    const bool fits = form.evidence.empty() || std::any_of(form.evidence.begin(), form.evidence.end(), [&](auto& word) {
      return top->evidence.contains(word);
    });
    if (!fits) return nullptr;
    reason = fmt::format("{} of {} articles that give a first name mean {}", articles, named_articles_,
                         name_of_group(*top));
    return top;
  }

  const Group* by_acronym(const Form& form, std::string& reason) {
    const Group* only = nullptr;
    for (const auto& [key, group] : groups_) {
      const auto shortens = [](const Form* f) { return f->shortened; };
      if (std::none_of(group.forms.begin(), group.forms.end(), shortens) || ruled_out(form, key)) continue;
      if (only != nullptr) return nullptr;
      only = &group;
    }
    if (only != nullptr) reason = fmt::format("articles shorten {} so", name_of_group(*only));
    return only;
  }

  /// Articles of a group as the full names made it, before surnames were added: placing one surname must not decide
  /// about the next.
  int settled_size(const std::string& key) const {
    const auto it = sizes_.find(key);
    return it == sizes_.end() ? 0 : it->second;
  }

  bool ruled_out(const Form& form, const std::string& key) const {
    return std::any_of(rulings_.begin(), rulings_.end(), [&](const Ruling& r) {
      if (r.same || !applies(r, form)) return false;
      const auto group = groups_.find(key);
      return group != groups_.end() && folded(name_of_group(group->second)) == r.other;
    });
  }

  /// A ruling that these words are not the person of the same full name.
  bool kept_apart(const Form& form) const {
    return std::any_of(rulings_.begin(), rulings_.end(), [&](const Ruling& r) {
      return !r.same && applies(r, form) && (r.other == form.folded || r.other == folded(form.name));
    });
  }

  static std::string signature(const Form& form) { return fmt::format("{}", fmt::join(form.evidence, " ")); }

  std::vector<Form> forms_;
  std::vector<Ruling> rulings_;
  EntityOptions options_;
  std::map<std::string, Group> groups_;
  std::map<std::int64_t, std::string> reasons_;
  std::vector<const Form*> loose_, initials_;
  std::map<std::string, std::vector<std::string>> by_evidence_;
  std::map<std::string, int> sizes_;
  int named_articles_ = 0;
};

// ---- reading and writing ----------------------------------------------------------------------------------------

std::pair<std::string, std::string> split_label(std::string_view label) {
  const std::size_t comma = label.find(", ");
  if (comma == std::string_view::npos) return {folded(label), {}};
  return {folded(label.substr(0, comma)), folded(label.substr(comma + 2))};
}

class NameTables {
 public:
  explicit NameTables(SQLite::Database& db)
      : db_(db),
        forms_(db, "SELECT f.id, f.name, f.folded, f.role, f.affiliation, count(DISTINCT s.article), "
                   "max(s.acronym <> '') FROM form f JOIN source s ON s.form = f.id WHERE f.block = ?1 GROUP BY f.id"),
        kind_(db, "SELECT kind FROM source WHERE form = ?1 GROUP BY kind ORDER BY count(*) DESC, kind LIMIT 1"),
        release_(db, "UPDATE form SET entity = NULL WHERE block = ?1 OR entity IN (SELECT id FROM entity WHERE block = "
                     "?1)"),
        borrowed_(db, "INSERT OR IGNORE INTO unsettled SELECT DISTINCT block FROM form WHERE block <> ?1 AND entity IN "
                      "(SELECT id FROM entity WHERE block = ?1)"),
        forget_(db, "DELETE FROM form WHERE block = ?1 AND NOT EXISTS (SELECT 1 FROM source WHERE form = form.id)"),
        clear_(db, "DELETE FROM entity WHERE block = ?1"),
        decided_(db, "SELECT 1 FROM form WHERE block = ?1 AND entity IS NOT NULL UNION SELECT 1 FROM entity WHERE block = ?1"),
        entity_(db, "INSERT INTO entity(id, key, block, name, kind) VALUES (?1, ?2, ?3, ?4, ?5)"),
        decide_(db, "UPDATE form SET entity = ?2, reason = ?3 WHERE id = ?1"),
        settled_(db, "DELETE FROM unsettled WHERE block = ?1") {
    load_rulings();
  }

  void settle(const std::string& block, const EntityOptions& options) {
    if (is_decided(block)) {
      run(borrowed_, block);
      run(release_, block);
      run(clear_, block);
    }
    run(forget_, block);
    const bool persons = block.starts_with("person ");
    Settler settler(load(block), rulings_, options);
    settler.run(persons);
    for (const auto& [key, group] : settler.groups()) {
      const std::int64_t id = row_hash(key);
      const std::string name = name_of_group(group), kind = kind_of_group(group);
      run(entity_, id, key, block, name, kind);
      for (const Form* form : group.forms) run(decide_, form->id, id, settler.reasons().at(form->id));
    }
    run(settled_, block);
  }

  /// Rulings that two names are one reach across blocks, so they come last.
  void apply_same() {
    Statement forms(db_, "SELECT id, name, folded, role, affiliation FROM form ORDER BY id");
    Statement other(db_, "SELECT id, name FROM entity ORDER BY key");
    for (const Ruling& ruling : rulings_) {
      if (!ruling.same) continue;
      std::optional<std::int64_t> to;
      for (other.reset(); !to && other.executeStep();)
        if (folded(other.getColumn(1).getString()) == ruling.other) to = other.getColumn(0).getInt64();
      if (!to) continue;
      std::vector<std::int64_t> found;
      for (forms.reset(); forms.executeStep();) {
        Form form;
        read_names(forms, form);
        if (applies(ruling, form)) found.push_back(form.id);
      }
      forms.reset(), other.reset();
      for (std::int64_t id : found) run(decide_, id, *to, std::string("a ruling"));
    }
    db_.exec("DELETE FROM entity WHERE NOT EXISTS (SELECT 1 FROM form WHERE form.entity = entity.id)");
  }

 private:
  static void read_names(Statement& row, Form& form) {
    form.id = row.getColumn(0).getInt64();
    form.name = row.getColumn(1).getString(), form.folded = row.getColumn(2).getString();
    form.role = row.getColumn(3).getString(), form.affiliation = row.getColumn(4).getString();
  }

  bool is_decided(const std::string& block) {
    const bool found = with(decided_, block).executeStep();
    decided_.reset();
    return found;
  }

  std::vector<Form> load(const std::string& block) {
    std::vector<Form> out;
    for (with(forms_, block); forms_.executeStep();) {
      Form& form = out.emplace_back();
      read_names(forms_, form);
      form.articles = forms_.getColumn(5).getInt();
      form.shortened = forms_.getColumn(6).getInt() != 0;
      form.words = words_of(form.folded);
      form.evidence = evidence_of(form);
      if (with(kind_, form.id).executeStep()) form.kind = kind_.getColumn(0).getString();
      kind_.reset();
    }
    forms_.reset();
    return out;
  }

  void load_rulings() {
    Statement rows(db_, "SELECT name, other, verdict FROM ruling ORDER BY name, other");
    while (rows.executeStep()) {
      const auto [name, role] = split_label(rows.getColumn(0).getString());
      rulings_.push_back({name, role, folded(rows.getColumn(1).getString()), rows.getColumn(2).getString() == "same"});
    }
  }

  SQLite::Database& db_;
  Statement forms_, kind_, release_, borrowed_, forget_, clear_, decided_, entity_, decide_, settled_;
  std::vector<Ruling> rulings_;
};

std::vector<std::string> next_blocks(SQLite::Database& db) {
  Statement rows(db, fmt::format("SELECT block FROM unsettled ORDER BY block LIMIT {}", kBlocksAtOnce));
  std::vector<std::string> out;
  while (rows.executeStep()) out.push_back(rows.getColumn(0).getString());
  return out;
}

/// The blocks of forms called `label`, and those of forms that a ruling had moved elsewhere.
void unsettle(SQLite::Database& db, std::string_view label) {
  const std::string name = split_label(label).first;
  Statement forms(db, "SELECT DISTINCT block, name, folded FROM form");
  Statement add(db, "INSERT OR IGNORE INTO unsettled(block) VALUES (?1)");
  while (forms.executeStep())
    if (forms.getColumn(2).getString() == name || folded(forms.getColumn(1).getString()) == name)
      run(add, forms.getColumn(0).getString());
}

std::string label_block(SQLite::Database& db, std::string_view label) {
  const std::string name = split_label(label).first;
  Statement forms(db, "SELECT block, name, folded FROM form ORDER BY id");
  while (forms.executeStep())
    if (forms.getColumn(2).getString() == name || folded(forms.getColumn(1).getString()) == name)
      return forms.getColumn(0).getString();
  return {};
}

bool has_entity(SQLite::Database& db, std::string_view name) {
  Statement rows(db, "SELECT name FROM entity");
  while (rows.executeStep())
    if (folded(rows.getColumn(0).getString()) == folded(name)) return true;
  return false;
}

}  // namespace

void settle_names(SQLite::Database& db, const EntityOptions& options) {
  NameTables tables(db);
  for (;;) {
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    const std::vector<std::string> blocks = next_blocks(db);
    for (const std::string& block : blocks) tables.settle(block, options);
    if (blocks.empty()) tables.apply_same();
    transaction.commit();
    if (blocks.empty()) return;
  }
}

Result<void> add_ruling(const std::filesystem::path& file, std::string_view name, std::string_view other,
                        RulingVerdict verdict) {
  return archive::guarded(file, [&]() -> Result<void> {
    SQLite::Database db = archive::open_database(file, archive::Access::kWrite);
    if (auto fits = archive::check_version(db, file); !fits) return fits;
    const std::string block = label_block(db, name);
    if (block.empty())
      return unexpected({.message = fmt::format("nobody is called “{}” here", name), .path = file.string(),
                         .help = "see: onrecord query --db FILE aliases"});
    if (!has_entity(db, other))
      return unexpected({.message = fmt::format("“{}” is no person or body of the archive", other),
                         .path = file.string(), .help = "see: onrecord query --db FILE people"});
    Statement insert(db, "INSERT OR REPLACE INTO ruling(block, name, other, verdict, made) VALUES (?1, ?2, ?3, ?4, "
                         "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))");
    run(insert, block, name, other, verdict == RulingVerdict::kSame ? "same" : "different");
    unsettle(db, name);
    settle_names(db);
    return {};
  });
}

Result<bool> drop_ruling(const std::filesystem::path& file, std::int64_t id) {
  return archive::guarded(file, [&]() -> Result<bool> {
    SQLite::Database db = archive::open_database(file, archive::Access::kWrite);
    if (auto fits = archive::check_version(db, file); !fits) return unexpected(fits.error());
    Statement find(db, "SELECT name FROM ruling WHERE id = ?1");
    if (!with(find, id).executeStep()) return false;
    const std::string name = find.getColumn(0).getString();
    find.reset();
    Statement drop(db, "DELETE FROM ruling WHERE id = ?1");
    run(drop, id);
    unsettle(db, name);
    settle_names(db);
    return true;
  });
}

}  // namespace onrecord
