// SPDX-License-Identifier: Apache-2.0

import TransparencyLog

extension DemoStory {
    /// What is left when the broker is gone: a thread in one file, that Baton verifies, and that
    /// Python and `openssl` verify without it.
    func keepEvidence(_ whole: Sent, _ broken: Sent) throws(ToolFailure) {
        try teller.say("\nThe evidence, as the partnership and the police keep it:\n")
        let pinned = try pinnedKey()
        for (sent, role) in [(broken, Role.partnership), (whole, .police)] {
            let file = "evidence-\(role.rawValue).tar"
            _ = try teller.baton(["evidence", sent.thread, "-o", file], as: role.rawValue)
            let verified = try teller.baton(["verify", file, "--vkey", pinned]).output
            try teller.check(verified.contains("The bundle holds."), "baton verifies \(file)")
            let way = try verifyWithoutBaton(file, pinned)
            try teller.say("  \(teller.folder)/\(file)  verified by baton and by \(way)")
        }
    }

    private func pinnedKey() throws(ToolFailure) -> String {
        let node = try NodeFile(path: "\(teller.folder)/nodes/council.json")
        return try node.pinnedLogKeys().current.vkey
    }

    /// Unpacks a bundle and runs the program in it, as somebody would who has no Baton.
    private func verifyWithoutBaton(
        _ file: String, _ key: String
    ) throws(ToolFailure) -> String {
        let folder = String(file.dropLast(".tar".count))
        try Files.makeFolder("\(teller.folder)/\(folder)")
        let commands = """
            command -v python3 >/dev/null && command -v openssl >/dev/null || exit 77
            tar xf "$1" -C "$2" && exec python3 -B "$2/verify.py" --vkey "$3"
            """
        let ending = try ChildProcess.run(
            "/bin/sh", ["-c", commands, "sh", file, folder, key], in: teller.folder)
        guard ending.status != 77 else {
            return "nothing else: there is no python3 or openssl here"
        }
        try teller.check(
            ending.status == 0, "verify.py verifies \(file): \(ending.complaints)")
        return "verify.py"
    }
}
