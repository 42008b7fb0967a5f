// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Relay
import Safeguarding
import Wire

@testable import Web

/// Any bytes as the body of a poll, and as that of a withdrawal.
///
/// A poll that is taken reports no more than it may and is itself without its report; one that is
/// refused is told where it is wrong, and that place is there.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPoll(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    do throws(Fault) {
        judge(try PollRequest.read(input, limits: WebLimits(), acks: mostAcks))
    } catch {
        judge(error, of: input)
    }
    do throws(Fault) {
        let reason = try WithdrawalReason(body: input)
        let written: JSONValue = ["reason": .string(reason.rawValue)]
        let again = try? WithdrawalReason(body: written.canonical)
        precondition(again == reason, "another reason")
    } catch {
        judge(error, of: input)
    }
    return 0
}

private let mostAcks = 4

private func judge(_ poll: Poll) {
    precondition(poll.acknowledged.count + poll.errors.count <= mostAcks, "too many are taken")
    precondition(poll.errors.allSatisfy { !$0.code.isEmpty }, "an error without a code")
    let rest = try? PollRequest.read(
        PollRequest.withoutReport(poll), limits: WebLimits(), acks: mostAcks)
    precondition(rest?.maxEvents == poll.maxEvents, "another number")
    precondition(rest?.returnImmediately == poll.returnImmediately, "another patience")
    precondition(rest?.acknowledged == [] && rest?.errors.isEmpty == true, "a report is kept")
    let noted = Array((poll.acknowledged + poll.noted).prefix(mostAcks))
    precondition(rest?.noted == noted, "something else is noted")
}

private func judge(_ fault: Fault, of input: [UInt8]) {
    guard case .badRequest(_, let place) = fault else { preconditionFailure("\(fault)") }
    precondition(fault.answer.status == .badRequest, "another status")
    precondition((try? JSONDocument(parsing: fault.answer.body, limits: .schema)) != nil, "no JSON")
    guard let place else { return }
    guard let pointer = try? JSONPointer(parsing: place),
        let document = try? JSONDocument(parsing: input, limits: .schema)
    else { preconditionFailure("no place: \(place)") }
    // What is missing has the pointer that it would have.
    let parent = JSONPointer(tokens: pointer.tokens.dropLast())
    precondition(document.root.at(parent) != nil, "nothing is at \(place)")
}
