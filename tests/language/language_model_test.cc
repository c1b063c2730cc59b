#include "language/language_model.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "language/tokenize.h"
#include "base/share.h"

namespace onrecord {
namespace {

const std::filesystem::path kModels = models_directory(std::filesystem::path(ONRECORD_SOURCE_DIR) / "data");
const TokenizeOptions kOptions{.titles = {"mr.", "sen.", "gov."}, .abbreviations = {"inc.", "u.s."}, .starters = {"the"}};

const LanguageModel& model() {
  static const Result<LanguageModel> kModel = LanguageModel::load(kModels);
  EXPECT_TRUE(kModel) << kModel.error().to_string();
  return *kModel;
}

/// An article of one paragraph, annotated.
struct Sample {
  Article article;
  Annotated text;
  explicit Sample(std::string words, LanguageNeeds needs = {}) {
    article.text = std::move(words);
    article.blocks = {{BlockKind::kParagraph, {BytePos{0}, BytePos{article.text.size()}}}};
    Tokenizer(kOptions).tokenize(article, text);
    model().annotate(text, needs);
  }
  template <class Show>
  std::string list(Show show) const {
    std::string out;
    for (TokenIndex i{0}; i < text.size(); ++i) out += (i.value > 0 ? " " : "") + std::string(show(i));
    return out;
  }
  std::string tags() const {
    return list([&](TokenIndex i) { return name_of(text[i].tag); });
  }
  std::string lemmas() const {
    return list([&](TokenIndex i) { return text[i].lemma; });
  }
  /// "child<relation<head", the root without a head.
  std::string tree() const {
    return list([&](TokenIndex i) {
      std::string out = std::string(text[i].lower) + "<" + std::string(name_of(text[i].relation));
      return text[i].head == kNoToken ? out : out + "<" + std::string(text[text[i].head].lower);
    });
  }
  /// "kind: [title] words; ..."
  std::string names() const {
    std::string out;
    for (const Name& name : text.names) {
      out += (out.empty() ? "" : "; ") + std::string(name_of(name.kind)) + ": ";
      if (!name.title.empty()) out += "[" + std::string(text.text(name.title)) + "] ";
      out += text.text(name.tokens);
    }
    return out;
  }
};

struct Row {
  const char* text;
  const char* wanted;
};

TEST(LanguageModel, Tags) {
  for (const Row& row : {
           Row{"The mayor rejected the plan.", "DT NN VBD DT NN ."},
           Row{"She doesn't know him.", "PRP VBZ RB VB PRP ."},
           Row{"Officials were told on Monday.", "NNS VBD VBN IN NNP ."},
           Row{"It raised $40 in 2019.", "PRP VBD $ CD IN CD ."},
       })
    EXPECT_EQ(Sample(row.text).tags(), row.wanted) << row.text;
}

TEST(LanguageModel, Lemmas) {
  for (const Row& row : {
           Row{"The mayors rejected better plans.", "the mayor reject good plan ."},
           Row{"She doesn't know us.", "she do not know we ."},
           Row{"He was running and stopped.", "he be run and stop ."},
           Row{"They've lied and she excoriated critics.", "they have lie and she excoriate critic ."},
           Row{"Selwyn Harbour closed.", "selwyn harbour close ."},
       })
    EXPECT_EQ(Sample(row.text).lemmas(), row.wanted) << row.text;
}

TEST(LanguageModel, Names) {
  for (const Row& row : {
           Row{"Sen. Ines Calder met Mr. Hahn.", "person: [Sen.] Ines Calder; person: [Mr.] Hahn"},
           Row{"Secretary of State Oda Calder agreed.", "person: [Secretary of State] Oda Calder"},
           Row{"It was President Ines Calder who spoke.", "person: [President] Ines Calder"},
           Row{"He lives in Chicago with friends.", "place: Chicago"},
           Row{"He said that nothing happened.", ""},
       })
    EXPECT_EQ(Sample(row.text).names(), row.wanted) << row.text;
}

TEST(LanguageModel, Trees) {
  for (const Row& row : {
           Row{"The mayor rejected the plan.",
               "the<det<mayor mayor<nsubj<rejected rejected<root the<det<plan plan<obj<rejected .<punct<rejected"},
           Row{"She said that he lied.",
               "she<nsubj<said said<root that<mark<lied he<nsubj<lied lied<ccomp<said .<punct<said"},
           Row{"He was praised by the mayor.",
               "he<nsubj:pass<praised was<aux:pass<praised praised<root by<case<mayor the<det<mayor "
               "mayor<obl:agent<praised .<punct<praised"},
       })
    EXPECT_EQ(Sample(row.text).tree(), row.wanted) << row.text;
}

TEST(LanguageModel, ComputesOnlyWhatIsNeeded) {
  const Sample tags("Sen. Calder spoke.", {.tags = true, .lemmas = false, .names = false, .tree = false});
  EXPECT_EQ(tags.tags(), "NNP NNP VBD .");
  EXPECT_TRUE(tags.text.names.empty());
  EXPECT_EQ(tags.lemmas(), "sen. calder spoke .");
  EXPECT_EQ(tags.tree(), "sen.<_ calder<_ spoke<_ .<_");
  const Sample none("Sen. Calder spoke.", {.tags = false, .lemmas = false, .names = false, .tree = false});
  EXPECT_EQ(none.tags(), "_ _ _ _");
}

/// What annotated.h promises of any tokens.
void expect_sound(const Annotated& text) {
  for (const Sentence& sentence : text.sentences) {
    int roots = 0;
    for (TokenIndex i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      const Token& token = text[i];
      EXPECT_NE(token.tag, Tag::kNone);
      EXPECT_EQ(token.lemma_hash, hash_of(token.lemma));
      roots += token.head == kNoToken;
      EXPECT_EQ(token.head == kNoToken, token.relation == Relation::kRoot);
      ASSERT_TRUE(token.head == kNoToken || sentence.tokens.contains(token.head));
    }
    EXPECT_EQ(roots, 1);
    std::size_t below_root = 0;
    for (TokenIndex i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      const TokenSpan reach = text.reach[static_cast<std::size_t>(i.value)];
      for (TokenIndex c : text.children(i))  // projective: reaches of children lie inside, apart from each other
        EXPECT_TRUE(reach.contains(text.reach[static_cast<std::size_t>(c.value)]));
      if (text[i].head == kNoToken) below_root = reach.size();
    }
    EXPECT_EQ(below_root, sentence.tokens.size());  // no cycles: all hang below the root
  }
  for (std::size_t n = 0; n < text.names.size(); ++n) {
    EXPECT_FALSE(text.names[n].tokens.empty());
    for (TokenIndex i = text.names[n].tokens.begin; i < text.names[n].tokens.end; ++i)
      EXPECT_EQ(text[i].name, static_cast<std::int32_t>(n));
  }
}

TEST(LanguageModel, KeepsItsPromisesOnTokenSoup) {
  const char* pieces[] = {"the", "Calder", "said", "\"", ",", "(", ")", "\xef\xbf\xbd", "\xc3\x89tienne", "of", "U.S.",
                          "$", "1,000", "-", "n't", ".", "\n", "ran", "http://a.example", "...", "Mr.", "\xe2\x80\x9c"};
  std::uint64_t dice = 1;
  for (int round = 0; round < 200; ++round) {
    std::string words;
    for (int i = 0; i < 1 + round; ++i) {
      dice = dice * 6364136223846793005ull + 1442695040888963407ull;
      words += pieces[(dice >> 33) % std::size(pieces)];
      if ((dice >> 60) != 0) words += ' ';
    }
    const Sample sample(words), again(words);
    expect_sound(sample.text);
    EXPECT_EQ(sample.tree(), again.tree());
    EXPECT_EQ(sample.tags(), again.tags());
  }
}

TEST(LanguageModel, TakesSentencesOfAnyLength) {
  std::string words;
  for (int i = 0; i < 100000; ++i) words += i % 3 == 0 ? "and " : i % 3 == 1 ? "Calder " : "(the ";
  Sample sample(words);
  ASSERT_EQ(sample.text.tokens.size(), 133333u);
  sample.text.sentences = {{{TokenIndex{0}, sample.text.size()}, 0}};  // the tokenizer would end it earlier
  for (Token& token : sample.text.tokens) token.sentence = SentenceIndex{0};
  model().annotate(sample.text);
  expect_sound(sample.text);
}

TEST(LanguageModel, TakesNothing) {
  const Sample sample("");
  EXPECT_TRUE(sample.text.tokens.empty());
  EXPECT_TRUE(sample.text.names.empty());
}

class DamagedModel : public ::testing::Test {
 protected:
  DamagedModel() : folder_(std::filesystem::temp_directory_path() / "onrecord_language_model_test") {
    std::filesystem::create_directories(folder_);
    std::ifstream in(kModels / "language-en.bin", std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
  }
  ~DamagedModel() override { std::filesystem::remove_all(folder_); }
  std::string message(const std::string& bytes) {
    std::ofstream(folder_ / "language-en.bin", std::ios::binary) << bytes;
    const Result<LanguageModel> loaded = LanguageModel::load(folder_);
    return loaded ? "loaded" : loaded.error().message;
  }
  std::filesystem::path folder_;
  std::string bytes_;
};

TEST_F(DamagedModel, IsRefusedWithItsReason) {
  EXPECT_FALSE(LanguageModel::load(folder_ / "nowhere"));
  EXPECT_EQ(message(bytes_), "loaded");
  EXPECT_EQ(message("something else altogether"), "is no language model");
  EXPECT_EQ(message("ORLANG01"), "is no language model");
  EXPECT_EQ(message(bytes_.substr(0, 100)), "is cut off in its header");
  EXPECT_EQ(message(bytes_.substr(0, bytes_.size() / 2)), "is cut off");
  std::string other = bytes_;
  other[8] = 99;
  EXPECT_TRUE(message(other).starts_with("is a language model of version 99"));
  other = bytes_;
  other[40] = static_cast<char>(other[40] ^ 1);
  EXPECT_EQ(message(other), "has a damaged header: its checksum is wrong");
}

}  // namespace
}  // namespace onrecord
