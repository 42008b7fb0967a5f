// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Every agency that ever had a number in the store, both ways round.
///
/// Numbers are only ever added, each higher than the last, so that what was once read stays true
/// and only what is newer must be read again.
struct Roster: Sendable {
    private(set) var agencies: [Int: AgencyID] = [:]
    private var numbers: [AgencyID: Int] = [:]
    /// The highest number given.
    private(set) var last = 0

    func number(of agency: AgencyID) -> Int? { numbers[agency] }

    func agency(_ number: Int) -> AgencyID? { agencies[number] }

    /// Adds an agency; its number is higher than all before it.
    mutating func add(_ agency: AgencyID, _ number: Int) {
        precondition(number > last, "agencies are numbered upwards")
        agencies[number] = agency
        numbers[agency] = number
        last = number
    }
}
