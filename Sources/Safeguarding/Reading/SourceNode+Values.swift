// SPDX-License-Identifier: Apache-2.0

extension SourceNode {
    /// The text that stands here, which must not be empty.
    package func text() throws(SourceFault) -> String {
        switch content {
        case .text(let text) where !text.isEmpty: return text
        case .text: throw fault("the text is empty", write: "some text")
        case .number(let text):
            throw fault("\(kind) stands where text is expected", write: "\"\(text)\"")
        case .boolean(let value):
            throw fault("\(kind) stands where text is expected", write: "\"\(value)\"")
        default: throw fault("\(kind) stands where text is expected", write: "one text")
        }
    }

    /// The whole number that stands here, within a range.
    package func integer(in range: ClosedRange<Int>) throws(SourceFault) -> Int {
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .number(let text) = content, let value = Int(text) else {
            throw fault("\(kind) stands where a whole number is expected", write: wanted)
        }
        guard range.contains(value) else { throw fault("\(value) is out of range", write: wanted) }
        return value
    }

    /// The truth value that stands here: `true` or `false` and nothing else.
    package func boolean() throws(SourceFault) -> Bool {
        guard case .boolean(let value) = content else {
            throw fault("\(kind) stands where a truth value is expected", write: "true or false")
        }
        return value
    }

    /// The list that stands here, which must not be empty.
    package func items() throws(SourceFault) -> [SourceNode] {
        guard case .items(let items) = content else {
            throw fault("\(kind) stands where a list is expected", write: "a list such as [a, b]")
        }
        guard !items.isEmpty else { throw fault("the list is empty", write: "at least one item") }
        return items
    }

    /// The named values that stand here, in the order of the file.
    package func entries() throws(SourceFault) -> [SourceEntry] {
        guard case .entries(let entries) = content else {
            throw fault("\(kind) stands where a mapping is expected", write: "`name: value` lines")
        }
        return entries
    }

    /// The day that stands here.
    package func date() throws(SourceFault) -> CalendarDate {
        let text = try text()
        do {
            return try CalendarDate(text)
        } catch {
            throw SourceFault(
                file: file, line: line, column: column, what: error.what, instead: error.instead)
        }
    }

    /// The identifier that stands here, made by its own initialiser.
    package func identifier<Value>(
        _ make: (String) throws(IdentifierError) -> Value
    ) throws(SourceFault) -> Value {
        let text = try text()
        do {
            return try make(text)
        } catch {
            throw SourceFault(
                file: file, line: line, column: column, what: error.what, instead: error.instead)
        }
    }

    /// The one of a closed set of words that stands here.
    package func word<Value: RawRepresentable & CaseIterable>(
        of type: Value.Type
    ) throws(SourceFault) -> Value where Value.RawValue == String {
        let words = type.allCases.map(\.rawValue)
        let text = try text()
        guard let value = Value(rawValue: text) else {
            throw fault("`\(text)` is none of the words expected", write: oneOf(words))
        }
        return value
    }

    /// The coded value that stands here: text, a truth value or a number, as it was written.
    package func code() throws(SourceFault) -> String {
        switch content {
        case .boolean(let value): return value ? "true" : "false"
        case .number(let text): return text
        default: return try text()
        }
    }
}

/// Offers a choice of words: `one of: a, b`, or the only one.
func oneOf(_ words: [String]) -> String {
    words.count == 1 ? words[0] : "one of: " + words.joined(separator: ", ")
}
