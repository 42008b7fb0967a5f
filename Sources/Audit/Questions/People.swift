// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Wire

/// Who is the same person in several threads, by keyed pseudonyms; no names are compared.
///
/// Two pseudonyms are one person's when one subject had both. A person without an identifier cannot
/// be found again in another thread, and is nobody here.
struct People: Sendable {
    private var numbers: [[UInt8]: Int] = [:]
    /// For each pseudonym, another of the same person; itself when it stands for the person.
    private var same: [Int] = []
    private var names: [String] = []

    /// The pseudonym's number of the subject at a position; nil when it has no identifier.
    mutating func person(at position: Int, in particulars: Particulars) -> Int? {
        var first: Int?
        for pseudonym in particulars.pseudonyms where pseudonym.subject == position {
            let number = number(of: pseudonym.bytes)
            if let first { join(first, number) } else { first = number }
        }
        return first
    }

    /// The number of the person of a keyed name; nil when nobody here has it.
    func person(known pseudonym: [UInt8]) -> Int? { numbers[pseudonym].map { self[$0] } }

    private mutating func number(of pseudonym: [UInt8]) -> Int {
        if let known = numbers[pseudonym] { return known }
        let number = same.count
        numbers[pseudonym] = number
        same.append(number)
        names.append(Hex.encode(pseudonym))
        return number
    }

    private mutating func join(_ left: Int, _ right: Int) {
        let (left, right) = (shortening(left), shortening(right))
        same[max(left, right)] = min(left, right)
    }

    /// The number that stands for the person, with half the way to it for whoever goes it next: the chains
    /// are as long as senders like.
    private mutating func shortening(_ number: Int) -> Int {
        var number = number
        while same[number] != number {
            same[number] = same[same[number]]
            number = same[number]
        }
        return number
    }

    /// The number that stands for the person.
    subscript(_ number: Int) -> Int {
        var number = number
        while same[number] != number { number = same[number] }
        return number
    }

    /// The person's keyed name: the pseudonym that was seen first, in hexadecimal.
    func name(of number: Int) -> String { names[self[number]] }
}

extension Answer.Column {
    /// A child: its id in the thread, and its keyed name across threads.
    static let child = [
        Answer.Column(
            "child", .identifier,
            "The child's id in its thread; in another thread it says nothing.", showsPerson: true),
        Answer.Column(
            "person", .identifier,
            "The child's keyed name in this partnership, the same in every thread; absent when no "
                + "identifier was given.", showsPerson: true),
    ]
}
