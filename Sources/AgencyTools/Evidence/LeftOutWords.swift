// SPDX-License-Identifier: Apache-2.0

/// What is left out of a bundle, in words: the manifest has codes.
enum LeftOutWords {
    /// A kind with its count.
    ///
    /// With 0 it was not counted: of a restricted thread that would tell too much.
    static func words(_ kind: String, _ count: Int) -> String {
        let (one, many) = forms[kind] ?? (kind, kind)
        return count == 0 ? "\(many), not counted" : Words.count(count, one, many)
    }

    /// A kind alone.
    static func name(_ kind: String) -> String { forms[kind]?.many ?? kind }

    private static let forms: [String: (one: String, many: String)] = [
        "configuration": (
            "configuration, which names the agreements of others",
            "configurations, which name the agreements of others"
        ),
        "content of a message": (
            "message without its content", "messages without their content"
        ),
        "entry": ("entry without its facts", "entries without their facts"),
        "message": (
            "message of the thread between others", "messages of the thread between others"
        ),
        "part": ("part of an entry", "parts of entries"),
        "part:amendment": (
            "part that names what a message corrects or retracts",
            "parts that name what a message corrects or retracts"
        ),
        "part:exclusion": (
            "agency that did not receive a message, and why",
            "agencies that did not receive a message, and why"
        ),
        "part:expectation": (
            "expectation of others that a message opened",
            "expectations of others that messages opened"
        ),
        "part:handoff": (
            "other recipient of a message, and why", "other recipients of messages, and why"
        ),
        "part:resubmission": (
            "refused message that a message is again", "refused messages that messages are again"
        ),
        "part:routing": (
            "whole list of a message's recipients", "whole lists of messages' recipients"
        ),
        "part:step": (
            "step of another recipient", "steps of other recipients"
        ),
        "part:verdict": (
            "verdict on an expectation of others", "verdicts on expectations of others"
        ),
        "time stamp": (
            "time stamp between the earliest and the newest",
            "time stamps between the earliest and the newest"
        ),
    ]
}
