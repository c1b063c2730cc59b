#include "attribution/extractor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "article/read.h"
#include "editorial/editorial_schema.h"
#include "editorial/evaluate.h"
#include "editorial/reading.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "rulebook/rulebook.h"
#include "base/share.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;
using Setting = ExtractorOptions::Setting;

const fs::path kSource = ONRECORD_SOURCE_DIR;

/// Rules and models of this repository, loaded once.
class Journey {
 public:
  static const Journey& get() {
    static const Journey one;
    return one;
  }
  std::vector<Attribution> run(Article article, Setting setting) const {
    Annotated text;
    tokenizer_->tokenize(article, text);
    language_->annotate(text);
    const Quotations quotations = find_quotations(article, text, quotation_);
    const Extractor& extractor = setting == Setting::kFull ? *full_ : *fast_;
    return extractor.extract(text, quotations, extractor.read_ahead(text));
  }
  /// `text` is the body of an article with a headline.
  std::vector<Attribution> run(const std::string& text, Setting setting = Setting::kFull) const {
    return run(read_text("News from the harbour\n\n" + text, {.path = "-", .id = "-", .lexicon = page_lexicon(*book_)}), setting);
  }
  Article record(std::string_view line) const {
    return *read_json(line, {.path = "-", .id = "-", .lexicon = page_lexicon(*book_)});
  }

 private:
  Journey() : schema_(editorial_schema()), book_(must(Rulebook::load(kSource / "rules", schema_))) {
    const fs::path models = models_directory(kSource / "data");
    language_ = must(LanguageModel::load(models));
    full_ = must(Extractor::load(*book_, models, {.setting = Setting::kFull}));
    fast_ = must(Extractor::load(*book_, models, {.setting = Setting::kFast}));
    tokenizer_ = std::make_unique<Tokenizer>(TokenizeOptions{
        texts("words/abbreviation-title"), texts("words/abbreviation"), texts("words/sentence-start")});
    quotation_.title_nouns = texts("words/title-noun");
    quotation_.term_cues = texts("words/term-cue");
  }
  template <class T>
  static std::unique_ptr<T> must(Result<T> r) {
    if (!r) ADD_FAILURE() << r.error().to_string();
    return std::make_unique<T>(*std::move(r));
  }
  std::vector<std::string> texts(std::string_view id) const {
    std::vector<std::string> out;
    for (const WordRow& row : book_->words(id)->rows()) out.emplace_back(row.text);
    return out;
  }

  Schema schema_;
  std::unique_ptr<Rulebook> book_;
  std::unique_ptr<LanguageModel> language_;
  std::unique_ptr<Extractor> full_, fast_;
  std::unique_ptr<Tokenizer> tokenizer_;
  QuotationOptions quotation_;
};

struct Construction {
  const char* text;
  const char* source;
  const char* cue;
  const char* content;  ///< a piece of it
};

const Construction kConstructions[] = {
    {"\"The bridge is safe,\" said Ines Calder.", "Ines Calder", "said", "The bridge is safe"},
    {"\"The bridge is safe,\" Calder said on Monday.", "Calder", "said", "The bridge is safe"},
    {"Calder said: \"The bridge is safe.\"", "Calder", "said", "The bridge is safe"},
    {"\"The bridge,\" Calder said, \"is perfectly safe.\"", "Calder", "said", "is perfectly safe"},
    {"Calder told reporters that the bridge would reopen in May.", "Calder", "told", "the bridge would reopen"},
    {"According to the harbour office, the bridge will reopen in May.", "the harbour office", "According to",
     "the bridge will reopen in May"},
    {"Calder said the bridge would reopen in May.", "Calder", "said", "the bridge would reopen in May"},
    {"The mayor dismissed the report and said the bridge would stay open.", "The mayor", "said",
     "the bridge would stay open"},
    {"The mayor dismissed the report and said the bridge would stay open.", "The mayor", "dismissed", "the report"},
    {"Calder praised the workers, adding that the bridge would reopen in May.", "Calder", "adding",
     "the bridge would reopen in May"},
    {"The decision was criticized by union leaders, who had hoped for more.", "union leaders", "criticized", "The decision"},
    {"The plan was praised by Mayor Ines Calder.", "Mayor Ines Calder", "praised", "The plan"},
    {"The ruling was condemned by Republicans.", "Republicans", "condemned", "The ruling"},
    {"The bridge will reopen in May, the harbour office said.", "the harbour office", "said",
     "The bridge will reopen in May"},
    {"WALLACE: Do you really believe that the bridge is safe?\n\nCALDER: I do, and I will say so in May.", "CALDER", ":", "I do"},
    {"MR. CALDER: I do not think that the bridge is safe, and we will close it.", "MR. CALDER", ":", "I do not"},
    {"\"The bridge was my whole life and I will miss it.\" \xe2\x80\x95 Ines Calder", "Ines Calder", "\xe2\x80\x95",
     "The bridge was my whole life"},
    {"In a statement the fishers' union said it would block the quay.\n\n\"They were told,\" the union's secretary, "
     "Odile Marsh, said. \"They were told, and they looked away.\"",
     "the union's secretary, Odile Marsh", "said", "\"They were told,\" \"They were told, and they looked away.\""},
    {"Calder's claim that the bridge was unsafe surprised the council.", "Calder's", "claim", "the bridge was unsafe"},
    {"The mayor's warning that the wall could fall was ignored.", "The mayor's", "warning", "the wall could fall"},
    {"The council criticized the plan.", "The council", "criticized", "the plan"},
    {"The company wants to close the port.", "The company", "wants", "close the port"},
    {"Officials believe the crane failed.", "Officials", "believe", "the crane failed"},
    {"Coast guard captain Ines Calder told the press a nearly 24-hour search mission involving three helicopters covering "
     "160 square miles had discovered no further signs in the water.",
     "Coast guard captain Ines Calder", "told", "a nearly 24-hour search mission"},
};

bool has(const std::vector<Attribution>& found, const Construction& c) {
  return std::any_of(found.begin(), found.end(), [&](const Attribution& a) {
    return a.source.text == c.source && a.cue.text.find(c.cue) != std::string::npos &&
           a.content.text.find(c.content) != std::string::npos;
  });
}

std::string shown(const std::vector<Attribution>& found) {
  std::string out;
  for (const Attribution& a : found)
    out += "\n  [" + a.source.text + "] [" + a.cue.text + "] [" + a.content.text + "] " + a.rule;
  return out;
}

TEST(Extractor, FindsEveryConstruction) {
  for (const Construction& c : kConstructions) {
    const auto found = Journey::get().run(c.text);
    EXPECT_TRUE(has(found, c)) << c.text << shown(found) << "\nfast:" << shown(Journey::get().run(c.text, Setting::kFast));
  }
}

TEST(Extractor, QuotationsGoOnWithoutACue) {
  const auto found = Journey::get().run("\"We lost,\" Calder said. \"We will be back.\"");
  ASSERT_EQ(found.size(), 1u) << shown(found);
  EXPECT_EQ(found[0].content.spans.size(), 2u);
  EXPECT_EQ(found[0].form, Form::kDirect);
}

TEST(Extractor, StaysSilentWhereNobodySpeaks) {
  for (const char* text : {"The crane stood beside the harbour.", "Rain fell all night.", "The port has two cranes."})
    EXPECT_TRUE(Journey::get().run(text).empty()) << text << shown(Journey::get().run(text));
}

/// "called off" is no "called".
TEST(Extractor, ParticlesMakeOtherVerbs) {
  for (const char* text : {"The council called off its search on Monday.", "The union called off its strike."})
    EXPECT_TRUE(Journey::get().run(text).empty()) << text << shown(Journey::get().run(text));
  EXPECT_FALSE(Journey::get().run("Calder pointed out that the bridge was unsafe.").empty());
}

struct StanceRow {
  const char* text;
  Stance stance;
};

TEST(Extractor, TellsStances) {
  const StanceRow rows[] = {
      {"Calder said the bridge was safe.", Stance::kAsserts},
      {"Calder denied that the bridge was unsafe.", Stance::kDenies},
      {"Calder did not say that the bridge was safe.", Stance::kDeclines},
      {"Calder asked whether the bridge was safe.", Stance::kQuestions},
      {"Calder suggested that the bridge was unsafe.", Stance::kHedged},
      {"Critics might argue that the bridge is unsafe.", Stance::kHypothetical},
  };
  for (const StanceRow& row : rows) {
    const auto found = Journey::get().run(row.text);
    ASSERT_FALSE(found.empty()) << row.text;
    EXPECT_EQ(found[0].stance, row.stance) << row.text << ": " << name_of(found[0].stance);
  }
}

TEST(Extractor, TellsTypes) {
  const std::pair<const char*, AttributionType> rows[] = {
      {"Calder said the bridge was safe.", AttributionType::kStatement},
      {"Officials believe the crane failed.", AttributionType::kBelief},
      {"The company wants to close the port.", AttributionType::kIntention},
      {"The council criticized the plan.", AttributionType::kEvaluation},
  };
  for (const auto& [text, type] : rows) {
    const auto found = Journey::get().run(text);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found[0].type, type) << text << ": " << name_of(found[0].type);
  }
}

TEST(Extractor, TellsItsRuleAndEvidence) {
  const auto found = Journey::get().run("Calder said the bridge would reopen in May.");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "attribution/clause");
  EXPECT_GT(found[0].confidence, .5);
  ASSERT_GE(found[0].evidence.size(), 3u);
  EXPECT_NE(found[0].evidence[0].what.find("\"say\" is a cue"), std::string::npos) << found[0].evidence[0].what;
}

TEST(Extractor, SameTextSameResult) {
  const std::string text =
      "Calder said the bridge would reopen. \"We are ready,\" she added. Critics called the plan a mistake.\n\n"
      "According to the council, the work cost 2 million.";
  for (Setting setting : {Setting::kFull, Setting::kFast})
    EXPECT_EQ(shown(Journey::get().run(text, setting)), shown(Journey::get().run(text, setting)));
}

TEST(Extractor, NothingInNothingOut) {
  EXPECT_TRUE(Journey::get().run("").empty());
  EXPECT_TRUE(Journey::get().run("\n \n").empty());
}

TEST(Extractor, LongLinesStayLinear) {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "\"So\" said he said that she said \"no";
  EXPECT_NO_THROW(Journey::get().run(text));
}

TEST(Extractor, SaysWhatIsMissing) {
  const Schema schema = editorial_schema();
  const auto book = Rulebook::load(kSource / "rules", schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const auto none = Extractor::load(*book, "/nowhere", {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().path, "/nowhere/attribution.bin");
}

/// Every fourth article of the corpus' dev part, against floors a little under what was measured on all of it.
TEST(Extractor, KeepsItsAccuracy) {
  const char* shared = std::getenv("ONRECORD_SHARED");
  const fs::path gold = fs::path(shared ? shared : (kSource / "../shared").string()) / "corpora/polnear/dev.jsonl";
  if (!fs::exists(gold)) GTEST_SKIP() << gold << " is absent";
  std::ifstream in(gold);
  Evaluation full, fast;
  int n = 0;
  for (std::string line; std::getline(in, line);) {
    if (n++ % 4 != 0) continue;
    const auto marked_gold = read_marked(line);
    ASSERT_TRUE(marked_gold);
    for (Setting setting : {Setting::kFull, Setting::kFast}) {
      Analysis a;
      a.article = Journey::get().record(line);
      a.attributions = Journey::get().run(a.article, setting);
      evaluate(*marked_gold, marked(a), setting == Setting::kFull ? full : fast);
    }
  }
  EXPECT_GT(full.figures["token.micro"].f1(), .79);
  EXPECT_GT(full.figures["attr.source"].f1(), .65);
  EXPECT_GT(full.figures["attr.source.direct"].f1(), .86);
  EXPECT_GT(full.figures["span.content"].f1(), .53);
  EXPECT_GT(fast.figures["token.micro"].f1(), .76);
  EXPECT_GT(fast.figures["attr.source"].f1(), .58);
}

}  // namespace
}  // namespace onrecord
