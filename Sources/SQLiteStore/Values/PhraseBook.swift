// SPDX-License-Identifier: Apache-2.0

/// The phrases that `Shorthand` may point at before a text has said anything itself.
///
/// A book that was written with is never changed, since what points into it would say something
/// else; a better one gets the next number.
struct PhraseBook: Sendable {
    /// The number by which a text names it.
    let number: UInt8
    /// The phrases, one after another.
    let text: [UInt8]
    /// Where in it each four bytes stand, by `slot`; -1 for nowhere.
    let seen: [Int32]

    /// The book that is written with.
    static let current = first

    /// The book of a number; nil when this program knows none.
    static func numbered(_ number: UInt8) -> PhraseBook? {
        number == first.number ? first : nil
    }

    private init(number: UInt8, text: String) {
        self.number = number
        self.text = Array(text.utf8)
        var seen = [Int32](repeating: -1, count: 1 << Self.slotBits)
        for position in self.text.indices.dropLast(3) {
            let four = self.text[position..<position + 4].reversed()
                .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            seen[Self.slot(four)] = Int32(position)
        }
        self.seen = seen
    }

    private static let slotBits = 12

    /// Where four bytes, the first the least, are looked for.
    static func slot(_ four: UInt32) -> Int {
        Int((four &* 2_654_435_761) >> UInt32(32 - slotBits))
    }

    /// Facts and parts as they begin, go on and end.
    private static let first = PhraseBook(
        number: 1,
        text: #"""
            {"kind":"judged","parts":"{"by":"https://","kind":"read","message":,"person":"\#
            ","purpose":"","question":"audit/thread","reference":"{"agencies":{"https://\#
            "},"documents":{"calendar:england-and-wales":"","configuration":"","key:https://\#
            "},"kind":"loaded","partnerships":{"https://{"down":{"from":17,"until":17},\#
            "kind":"started","version":"0.1.0"}{"kind":"clock-doubted","reason":"jumped\#
            ","kind":"refused","message":"","reasons":[{"at":"/","code":"\#
            {"addressed":true,"agency":"https://","part":"exclusion","rule":"no-agreement"}\#
            "restricted-operation"}"duty-holder-not-reached"}\#
            {"expectation":"","part":"verdict","subjects":[0],"verdict":"partly_met"}\#
            "verdict":"withdrawn"}"verdict":"met_late"}"verdict":"met"}"verdict":"missed"}\#
            {"err":"{"handoff":"","part":"step","step":"undeliverable"}"step":"refused"}\#
            "step":"answered"}"step":"acknowledged"}"step":"delivered"}\#
            {"by":"https://","kind":"polled","parts":"\#
            {"break_point":"B10","calendar":"england-and-wales@2025-11-24","due":17,"expects":["\#
            broker.notified"handoff.missed"referrer.informed"referral.decided"],"force":"statute"\#
            message.acknowledged"],"force":"local"],"force":"guidance","from":17,"owed_by":"https://\#
            ","owed_to":"https://","pack":"england-2026.1","part":"expectation","rule":"R1\#
            ","subjects":[0,1],"unverified":true}\#
            {"absent":[{"agency":"https://","role":"","rule":"{"part":"routing","recipients":["https://\#
            "],"restricted":true,"unjudged":["{"agreement":"isa-1","part":"handoff","to":"https://\#
            .council.example.police.example.nhs.example.nhs.uk.gov.uk.police.uk\#
            ","why":"told"}","why":"root"}","why":"answered"}","why":"subscribed"}","why":"addressed"}\#
            {"config":1,"follows":,"iat":17,"iss":"https://","jti":"","kid":"","kind":"issued\#
            ","late":["iat"],"kind":"accepted","message":"","parts":"","root":,"toe":17,"txn":"\#
            ","type":"https://w3id.org/baton/event/referral.made/v1"}\#
            broker.notified/v1","via":"https://"}
            """#)
}
