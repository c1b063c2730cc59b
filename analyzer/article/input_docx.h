// DOCX (ECMA-376, WordprocessingML): paragraphs with their styles, links, and the document's properties. Internal to
// the readers. Article::origin leads to the bytes of word/document.xml.
#pragma once

#include "article/input.h"

namespace onrecord {

/// Fails where the zip is damaged or holds no word/document.xml, or that is not well-formed.
Result<Article> read_docx(const InputRecord& record, const InputOptions& options);

}  // namespace onrecord
