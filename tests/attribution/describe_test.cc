#include "attribution/describe.h"

#include <gtest/gtest.h>

namespace onrecord {
namespace {

struct FormRow {
  const char* content;
  Form form;
};

TEST(Form, OfContents) {
  const FormRow rows[] = {
      {"the bridge is safe", Form::kIndirect},
      {"\"The bridge is safe\"", Form::kDirect},
      {"\xe2\x80\x9cThe bridge is safe,\xe2\x80\x9d", Form::kDirect},
      {"\xe2\x80\x9cThe bridge is safe,", Form::kDirect},
      {"the bridge is \"perfectly safe\"", Form::kMixed},
      {"\"The bridge\" and \"the tunnel\"", Form::kMixed},
      {"\"The bridge.\" \"The tunnel.\"", Form::kDirect},
      {"``The bridge is safe,''", Form::kDirect},
      {"\xc2\xabLe pont\xc2\xbb", Form::kDirect},
      {"the bridge\xe2\x80\x99s cables", Form::kIndirect},
      {"", Form::kIndirect},
      {"\"", Form::kDirect},
      {"safe\"", Form::kMixed},
      {"\xe2\x80\x9cOne \xe2\x80\x9ctwo\xe2\x80\x9d", Form::kMixed},
  };
  for (const FormRow& row : rows) EXPECT_EQ(form_of(row.content), row.form) << row.content;
}

}  // namespace
}  // namespace onrecord
