// SPDX-License-Identifier: Apache-2.0

import Ledger
import SampleTown
import Signing
import TransparencyLog
import Wire

/// The text of the page `OneReferral.md`.
struct OneReferralPage {
    let referral: OneReferral
    private let entry: LedgerEntry

    init(_ referral: OneReferral) {
        self.referral = referral
        entry = referral.entry
    }

    /// The whole page.
    var text: String {
        let sections = [
            opening, claims, signingInput, commitment, facts, parts, partsRoot, leaf, checkpoint,
            receipt, byHand,
        ]
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var opening: String {
        """
        # One referral, byte by byte

        What stands in the log, in the facts and in the receipt when the police refer a child.

        ## Overview

        A police force refers a child to the council's front door. It addresses the school too,
        which no agreement lets it do; the hospital trust subscribes to referrals. This page shows
        every byte that comes of it, so that a reader can compute each digest again. It is written
        by a test, which fails when the page differs from what the rooms make, and writes it anew
        when the environment has `UPDATE=1`.

        Nothing in it is secret and nothing is random. The referral is signed with the P-256 key of
        RFC 7515 A.3, the checkpoint with the Ed25519 key of RFC 8037 A.1, and where the broker takes
        random bytes, here it takes bytes that count upwards. Where a text is longer than a line,
        it is broken at \(Show.width) characters: those line breaks are not part of it. `‖` joins
        bytes.
        """
    }

    private var claims: String {
        """
        ## The claims

        The payload of the SET (RFC 8417), indented for the eye:

        \(Show.code(Show.pretty(payload), "json"))

        As it was signed it has no white space:

        \(Show.text("payload", referral.jws.payloadBytes))

        \(Show.text("header", referral.jws.headerBytes))
        """
    }

    private var payload: JSONValue {
        (try? JSONDocument(parsing: referral.jws.payloadBytes))?.root.value ?? .null
    }

    private var signingInput: String {
        let input = Array(referral.jws.signingInput)
        return """
            ## What is signed

            The signature is over `base64url(header) ‖ "." ‖ base64url(payload)` (RFC 7515 section
            5.1). It is not shown: ECDSA signatures differ each time, and two over the same input are
            the same message.

            \(Show.text("signing input", input))

            \(Show.bytes("SHA-256(signing input)", SHA256.digest(of: input).bytes))

            An answer names the referral by this digest, in `in_reply_to.digest`.
            """
    }

    private var commitment: String {
        """
        ## The commitment

        The broker draws 32 bytes of salt and commits to the message by
        SHA-256(salt ‖ SHA-256(signing input)), over 64 bytes.

        \(Show.bytes("message_salt", referral.sealed.key.salt))

        \(Show.bytes("commitment", referral.sealed.commitment.bytes))
        """
    }

    private var facts: String {
        """
        ## The facts

        What all parties of the entry may see. `message` is the commitment, `config` the entry of the
        configuration in force, `parts` the root over the parts below. The message opens its thread,
        so it follows nothing.

        \(Show.text("facts", entry.facts))

        All salts of the entry come from its secret, which nobody is ever shown (but here).

        \(Show.bytes("secret", entry.secret))

        \(Show.bytes("facts_salt = HMAC-SHA-256(secret, \"facts\")", entry.salts.facts.bytes))

        \(Show.bytes("SHA-256(facts_salt ‖ facts)", entry.commitment.bytes))
        """
    }

    private var parts: String {
        let each = entry.parts.indices.map { number in
            """
            ### Part \(number), for \(reader(of: number))

            \(Show.text("part \(number)", entry.parts[number]))

            \(Show.bytes(saltName(number), entry.salts.part(number).bytes))

            \(Show.bytes("SHA-256(0x00 ‖ salt ‖ part)", entry.partLeaves[number].bytes))
            """
        }
        return """
            ## The parts

            What only some may see, each under a salt of its own. A handoff or an expectation is
            named by its part: that of the council is `\(SampleTown.origin)/2.1`.

            \(each.joined(separator: "\n\n"))
            """
    }

    private func saltName(_ number: Int) -> String {
        let label = Array("part".utf8) + [0, 0, 0, UInt8(number)]
        return "salt = HMAC-SHA-256(secret, 0x\(Hex.encode(label)))"
    }

    private func reader(of number: Int) -> String {
        switch entry.partJSON(number)["part"]?.string {
        case "handoff": "its recipient and the sender"
        case "expectation": "whoever owes it and whoever is owed"
        default: "the sender"
        }
    }

    private var partsRoot: String {
        """
        ## The root over the parts

        The tree of RFC 6962 section 2.1 over the \(entry.parts.count) leaves: a node is SHA-256(0x01
        ‖ left ‖ right), and the left subtree is the largest whole one.

        \(TreePicture(entry.partLeaves).markdown)

        The root stands in the facts as `parts`. Part 1 is shown to the council with its salt and
        this path, from its sibling up:

        \(MerkleTree.path(of: 1, inLeaves: entry.partLeaves).hashes.map {
            Show.bytes("path", $0.bytes)
        }.joined(separator: "\n\n"))
        """
    }

    private var leaf: String {
        """
        ## The entry

        The leaf of the public log, and all that a stranger sees: when, in which partnership by its
        number, and a digest.

        \(Show.text("entry", entry.leaf))

        The same in hex:

        \(Show.code(Show.dump(entry.leaf)))

        \(Show.bytes("leaf hash = SHA-256(0x00 ‖ entry)", entry.leafHash.bytes))
        """
    }
}
