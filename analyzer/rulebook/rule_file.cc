#include "rulebook/rule_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <tbb/parallel_for.h>
#include <unistd.h>

#include <algorithm>
#include <boost/variant/get.hpp>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <system_error>

#include "rulebook/grammar/grammar.h"
#include "rulebook/rule.h"
#include "rulebook/suggest.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;

constexpr off_t kLargestFile = 8 << 20;
constexpr int kDeepestExtends = 8;
constexpr std::size_t kLongestExcerpt = 160;

const std::vector<std::string>& clause_words() {
  static const std::vector<std::string> words{
      "what", "why", "standard", "help", "message", "reason", "from", "version", "extends", "traps", "evidence",
      "remove", "severity", "certainty", "stance", "over", "once", "weight", "where", "unless", "points", "each", "at",
      "let", "items", "fires", "silent", "anchor", "find", "maybe", "source", "cue", "content", "medium", "via",
      "span", "match", "except", "yields", "part", "cap", "minimum", "band"};
  return words;
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_' ||
                               text[end] == '-'))
    ++end;
  return text.substr(at, end - at);
}

/// What a word was meant to be, where a clause was expected: in a file of several rules, perhaps the next one's kind.
std::string clause_help(std::string_view found, bool sheet) {
  std::vector<std::string> known = clause_words();
  if (sheet) {
    for (const std::string_view kind : EnumNames<RuleKind>::names) known.emplace_back(kind);
    known.emplace_back("adjust");
  }
  return suggestion(found, known);
}

Error syntax_fault(const RuleSource& source, const grammar::Fault& fault, bool sheet = false) {
  std::string_view text = source.text;
  std::size_t at = std::min<std::size_t>(fault.at, text.size());
  while (at < text.size() && (std::isspace(static_cast<unsigned char>(text[at])) || text[at] == '#')) {
    if (text[at] == '#') at = std::min(text.find('\n', at), text.size());
    else ++at;
  }
  const std::string_view found = word_at(text, at);
  std::string shown = at >= text.size() ? "the end of the file"
                      : found.empty()   ? fmt::format("'{}'", text.substr(at, 1))
                                        : fmt::format("'{}'", found.substr(0, 40));
  if (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) shown = "a character outside ASCII";
  std::string help;
  const bool clause = fault.expected == "a clause";
  if (clause && !found.empty()) help = clause_help(found, sheet);
  return fault_at(source, static_cast<std::uint32_t>(at),
                  fmt::format("expected {}, found {}", clause ? "a clause or the end of the rule" : fault.expected, shown),
                  help);
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

class Reader {
 public:
  explicit Reader(Preparation prepare) : prepare_(prepare) {}
  Result<RuleFiles> read(const std::vector<fs::path>& packs) {
    for (const fs::path& pack : packs)
      if (auto done = read_any(pack, 0); !done) return unexpected(done.error());
    for (auto& [id, rule] : rules_) out_.rules.push_back(std::move(rule));
    return std::move(out_);
  }

 private:
  /// A folder of rules, or one file that holds several.
  Result<void> read_any(const fs::path& pack, int depth) {
    std::error_code ec;
    const bool sheet = fs::is_regular_file(pack, ec);
    if (!sheet && !fs::is_directory(pack, ec))
      return unexpected({.message = "no rules there", .path = pack.string(),
                         .help = "name a folder of rules, or one file that holds them"});
    const std::string key = fs::weakly_canonical(pack, ec).string();
    if (!seen_.insert(key).second) return {};
    if (depth > kDeepestExtends)
      return unexpected({.message = "packs extend each other too deep", .path = pack.string()});
    return sheet ? read_sheet(pack, depth) : read_pack(pack, depth);
  }

  Result<void> read_sheet(const fs::path& path, int depth) {
    auto source = read_source(path.parent_path(), path);
    if (!source) return unexpected(source.error());
    out_.read.push_back(*source);
    auto parsed = grammar::parse_rule_sheet((*source)->text);
    if (!parsed.ok) return unexpected(syntax_fault(**source, parsed.fault, true));
    std::set<std::string> written;
    const std::string_view text = (*source)->text;
    auto& records = parsed.sheet.records;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const ast::Name& id = records[i].id;
      if (!written.insert(id.text).second)
        return unexpected(fault_at(**source, id.begin, fmt::format("'{}' stands here twice", id.text),
                                   "write all that concerns a rule in one record"));
      const std::size_t begin = records[i].kind.begin, end = i + 1 < records.size() ? records[i + 1].kind.begin : text.size();
      ParsedRule rule{*source, std::move(records[i]), path.parent_path(), text.substr(begin, end - begin)};
      prepare_(rule);
      if (auto done = take(path.parent_path(), std::move(rule), depth); !done) return done;
    }
    return {};
  }

  Result<void> read_pack(const fs::path& pack, int depth) {
    std::error_code ec;
    std::vector<fs::path> files;
    for (auto it = fs::recursive_directory_iterator(pack, ec); !ec && it != fs::recursive_directory_iterator();
         it.increment(ec))
      if (it->path().extension() == ".rule") files.push_back(it->path());
    if (ec) return unexpected({.message = "cannot be listed: " + ec.message(), .path = pack.string()});
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
    const fs::path manifest = pack / "ruleset.rule";
    if (std::find(files.begin(), files.end(), manifest) != files.end())
      if (auto done = read_manifest(pack, manifest, depth); !done) return done;
    std::erase(files, manifest);
    return read_rules(pack, files);
  }

  /// Parsed on all threads, taken in their order, so that the first fault is always the same one.
  Result<void> read_rules(const fs::path& pack, const std::vector<fs::path>& files) {
    std::vector<Result<ParsedRule>> parsed(files.size());
    tbb::parallel_for(std::size_t{0}, files.size(), [&](std::size_t i) {
      parsed[i] = parse(pack, files[i]);
      if (parsed[i]) prepare_(*parsed[i]);
    });
    for (Result<ParsedRule>& rule : parsed) {
      if (!rule) return unexpected(rule.error());
      out_.read.push_back(rule->source);
      if (auto done = take_rule(pack, std::move(*rule)); !done) return done;
    }
    return {};
  }

  static Result<std::shared_ptr<const RuleSource>> read_source(const fs::path& pack, const fs::path& path) {
    auto text = read_rule_text(path);
    if (!text) return unexpected(text.error());
    auto source = std::make_shared<RuleSource>();
    source->path = path.string();
    source->relative = path.lexically_relative(pack).generic_string();
    source->text = std::move(*text);
    return source;
  }

  static Result<ParsedRule> parse(const fs::path& pack, const fs::path& path) {
    auto source = read_source(pack, path);
    if (!source) return unexpected(source.error());
    auto parsed = grammar::parse_rule_file((*source)->text);
    if (!parsed.ok) return unexpected(syntax_fault(**source, parsed.fault));
    return ParsedRule{*source, std::move(parsed.file), path.parent_path(), (*source)->text};
  }

  Result<void> read_manifest(const fs::path& pack, const fs::path& path, int depth) {
    auto rule = parse(pack, path);
    if (!rule) return unexpected(rule.error());
    out_.read.push_back(rule->source);
    if (rule->file.kind.text != "ruleset")
      return unexpected(fault_at(*rule->source, rule->file.kind.begin, "the manifest must be of kind 'ruleset'"));
    return take_manifest(pack, *rule, depth);
  }

  Result<void> take_manifest(const fs::path& pack, const ParsedRule& rule, int depth) {
    std::string version;
    for (const ast::Clause& clause : rule.file.clauses) {
      const auto* text = boost::get<ast::TextClause>(&clause.get());
      if (text && text->keyword == "extends") {
        for (const ast::Text& base : text->parts)
          if (auto done = read_any(pack / base.text, depth + 1); !done) return done;
      } else if (text && text->keyword == "version") {
        version = text->parts.front().text;
      } else if (!text || text->keyword != "what") {
        return unexpected(fault_at(*rule.source, rule.file.begin, "a ruleset has only what, version and extends"));
      }
    }
    out_.name = rule.file.id.text;
    out_.version = version;
    return {};
  }

  /// A rule stands where its id says.
  Result<void> take_rule(const fs::path& pack, ParsedRule rule) {
    const RuleSource& source = *rule.source;
    const std::string place = source.relative.substr(0, source.relative.size() - std::string_view(".rule").size());
    const std::string id = rule.file.id.text;
    if (id != place || std::count(id.begin(), id.end(), '/') != 1)
      return unexpected(fault_at(source, rule.file.id.begin,
                                 fmt::format("the rule is called '{}' but its place says '{}'", id, place),
                                 "a rule's id is its family and name: rules/<family>/<name>.rule"));
    if (rule.file.kind.text == "ruleset")
      return unexpected(fault_at(source, rule.file.kind.begin, "only ruleset.rule may be of kind 'ruleset'"));
    return take(pack, std::move(rule), 0);
  }

  /// A record that stands where it may: it names the set, changes a rule, or is one.
  Result<void> take(const fs::path& pack, ParsedRule rule, int depth) {
    const ast::RuleFile& file = rule.file;
    if (file.kind.text == "ruleset") return take_manifest(pack, rule, depth);
    if (file.kind.text == "adjust") return adjust(std::move(rule));
    if (std::count(file.id.text.begin(), file.id.text.end(), '/') != 1)
      return unexpected(fault_at(*rule.source, file.id.begin, "a rule's id is its family and name: source/vague-study"));
    rules_[file.id.text] = std::move(rule);
    return {};
  }

  Result<void> adjust(ParsedRule rule) {
    const auto it = rules_.find(rule.file.id.text);
    if (it == rules_.end()) {
      std::vector<std::string> known;
      for (const auto& [id, _] : rules_) known.push_back(id);
      return unexpected(fault_at(*rule.source, rule.file.id.begin, "there is no such rule to adjust",
                                 suggestion(rule.file.id.text, known)));
    }
    it->second.adjustments.push_back(std::move(rule));
    return {};
  }

  const Preparation prepare_;
  RuleFiles out_;
  std::map<std::string, ParsedRule> rules_;
  std::set<std::string> seen_;
};

}  // namespace

Error fault_at(const RuleSource& source, std::uint32_t at, std::string message, std::string help) {
  const std::string_view text = source.text;
  const std::size_t end = std::min<std::size_t>(at, text.size());
  const std::size_t newline = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view line = text.substr(start, text.find('\n', start) - start);
  int column = 1;
  for (std::size_t i = start; i < end; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++column;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > kLongestExcerpt) line = static_cast<std::size_t>(column) < kLongestExcerpt ? line.substr(0, kLongestExcerpt) : "";
  return {std::move(message), source.path,
          static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(start), '\n')) + 1,
          column, std::string(line), std::move(help)};
}

Result<std::string> read_rule_text(const fs::path& path) {
  const auto failed = [&](std::string message) { return unexpected({.message = std::move(message), .path = path.string()}); };
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};  // a pipe of that name must not hold us up
  struct stat about{};
  if (file.number < 0 || ::fstat(file.number, &about) != 0)
    return failed(std::string("cannot be read: ") + std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return failed("cannot be read: is no file");
  if (about.st_size > kLargestFile) return failed("is over 8 MB: no rule is that long");
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  if (::read(file.number, text.data(), text.size()) != about.st_size) return failed("cannot be read");
  return text;
}

Result<RuleFiles> read_rule_files(const std::vector<fs::path>& packs, Preparation prepare) {
  return Reader(prepare).read(packs);
}

}  // namespace onrecord
