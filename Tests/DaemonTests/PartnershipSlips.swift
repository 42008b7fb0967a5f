// SPDX-License-Identifier: Apache-2.0

import Safeguarding

extension `A faulty configuration` {
    private static func slip(_ lines: String, _ faults: String) -> Slip {
        Slip(
            "    calendar: england-and-wales\n",
            "    calendar: england-and-wales\n    \(lines)\n", faults)
    }

    /// What a partnership finds right, and what it allows.
    static let partnerships: [Slip] = [
        slip(
            "caseload_limits: {team: {A: 3}, roles: {A: 3}}",
            "baton.yaml:17:23: unknown key `team` in `caseload_limits`, write one of: teams, roles"),
        slip(
            "caseload_limits: {}",
            "baton.yaml:17:22: `caseload_limits` limits nothing, write `teams` or `roles`, or leave "
                + "it out"),
        slip(
            "caseload_limits: {teams: {A: many}}",
            "baton.yaml:17:34: the text `many` stands where a whole number is expected, write a "
                + "whole number from 1 to 10000"),
        slip(
            "caseload_limits: {teams: {A: 10001}}",
            "baton.yaml:17:34: 10001 is out of range, write a whole number from 1 to 10000"),
        slip(
            "caseload_limits: {roles: {A: 0}}",
            "baton.yaml:17:34: 0 is out of range, write a whole number from 1 to 10000"),
        slip(
            "caseload_limits: {teams: {Team A: 3, team  a: 4}}",
            "baton.yaml:17:42: the team `team  a` is `Team A`, which has a limit already, write each "
                + "team once; capitals and spaces make no other"),
        slip(
            "caseload_limits: {roles: {\(String(repeating: "r", count: 129)): 3}}",
            "baton.yaml:17:31: the name of a role has 129 characters, write its name as messages "
                + "have it, at most 128"),
        slip(
            "lookup_by_person: off",
            "baton.yaml:17:23: the text `off` stands where a truth value is expected, write true or "
                + "false"),
    ]
}
