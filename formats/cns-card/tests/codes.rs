//! Codes: counters, blocking, unblocking, power loss.

mod common;

use cns_card::{Card, Code};
use common::{Event, cns, memory, status};

const RIGHT: &str = "00200010083132333435363738";
const WRONG: &str = "00200010083030303030303030";

#[test]
fn the_lowered_counter_is_kept_before_anything_is_compared() {
    let mut card = cns();
    assert_eq!(status(&mut card, WRONG), "63C2");
    assert_eq!(card.chip().events, [Event::Kept(2), Event::Compared(0x10)]);
    assert_eq!(status(&mut card, RIGHT), "9000");
    assert_eq!(card.chip().events[2..], [Event::Kept(1), Event::Compared(0x10), Event::Kept(3)]);
}

#[test]
fn nothing_is_compared_where_the_counter_cannot_be_kept() {
    let mut card =
        Card::new(memory("infocert-1205"), common::TestChip { commits: Some(0), ..common::chip() });
    assert_eq!(status(&mut card, RIGHT), "6581");
    assert_eq!(card.chip().events, []);
    assert_eq!(card.memory().counters[&0x10].left, 2, "the try is gone");
}

#[test]
fn a_right_code_counts_only_once_its_counter_is_kept() {
    let mut card =
        Card::new(memory("infocert-1205"), common::TestChip { commits: Some(1), ..common::chip() });
    assert_eq!(status(&mut card, RIGHT), "6581");
    assert_eq!(card.memory().counters[&0x10].left, 2);
    assert_eq!(status(&mut card, "00200010"), "63C2", "not verified");
}

#[test]
fn power_cut_after_every_commit_never_gives_a_fourth_guess() {
    let mut kept = memory("infocert-1205");
    let mut guesses = 0;
    for _ in 0..10 {
        let mut card = Card::new(kept.clone(), common::chip());
        status(&mut card, WRONG);
        guesses += card.chip().events.iter().filter(|event| matches!(event, Event::Compared(_))).count();
        kept = card.chip().kept.clone().unwrap_or(kept);
    }
    assert_eq!(guesses, 3);
}

#[test]
fn a_puk_blocks_for_good_and_does_not_unblock_then() {
    let mut card = cns();
    let wrong = "002C001010 3030303030303030 3132333435363738";
    let answers: Vec<String> = (0..4).map(|_| status(&mut card, wrong)).collect();
    assert_eq!(answers, ["63C2", "63C1", "6983", "6983"]);
    assert_eq!(status(&mut card, "002C001010 3837363534333231 3132333435363738"), "6983");
    assert_eq!(status(&mut card, RIGHT), "9000", "the PIN still works");
}

#[test]
fn what_a_code_allows_is_kept_once_together_with_its_tries() {
    let mut card = cns();
    assert_eq!(status(&mut card, WRONG), "63C2");
    assert_eq!(status(&mut card, "002C001010 3837363534333231 3232323232323232"), "9000");
    let (lowered_puk, new_pin) = (Event::Kept(2), [Event::Replaced(0x10), Event::Kept(3)]);
    assert_eq!(card.chip().events[2..], [&[lowered_puk, Event::Compared(0x11)][..], &new_pin].concat());
    assert_eq!(card.memory().counters[&0x11].left, 3);

    let mut card =
        Card::new(memory("infocert-1205"), common::TestChip { commits: Some(1), ..common::chip() });
    assert_eq!(status(&mut card, "002C001010 3837363534333231 3232323232323232"), "6581");
    assert_eq!(card.memory().counters[&0x11].left, 2, "nothing is given back");
}

#[test]
fn a_key_is_made_after_its_pin_and_its_halves_are_kept_together() {
    let mut card = cns();
    card.administer(true);
    assert_eq!(status(&mut card, "0047000100"), "6982");
    assert_eq!(status(&mut card, "002000 1A 08 3131323233333434"), "9000");
    assert_eq!(status(&mut card, "0047000100"), "6982", "the other PIN");
    assert_eq!(status(&mut card, RIGHT), "9000");
    assert!(status(&mut card, "0047000100").starts_with("61"));
    let kept = |card: &Card<common::TestChip>| card.chip().kept.clone().unwrap().keys[&1].public.is_some();
    assert!(kept(&card));

    let mut blank = memory("infocert-1205");
    blank.keys.get_mut(&1).unwrap().public = None;
    let mut card = Card::new(blank, common::TestChip { commits: Some(2), ..common::chip() });
    card.administer(true);
    assert_eq!(status(&mut card, RIGHT), "9000");
    assert_eq!(status(&mut card, "0047000100"), "6581");
    assert!(card.memory().keys[&1].public.is_none() && !kept(&card));
}

#[test]
fn the_last_wrong_try_says_none_left_where_chosen_so() {
    let mut memory = memory("infocert-1205");
    memory.options.last_try_says_blocked = false;
    let mut card = Card::new(memory, common::chip());
    let answers: Vec<String> = (0..4).map(|_| status(&mut card, WRONG)).collect();
    assert_eq!(answers, ["63C2", "63C1", "63C0", "6983"]);
}

#[test]
fn a_wrong_try_a_change_and_a_reset_end_the_verified_state() {
    let change = "0024001010 3132333435363738 3132333435363738";
    for end in [WRONG, change, "reset"] {
        let mut card = cns();
        assert_eq!(status(&mut card, RIGHT), "9000");
        assert_eq!(status(&mut card, "00200010"), "9000");
        if end == "reset" {
            card.reset();
        } else {
            status(&mut card, end);
        }
        assert!(status(&mut card, "00200010").starts_with("63C"), "{end}");
    }
}

#[test]
fn a_new_code_that_is_none_costs_no_try() {
    let mut card = cns();
    for new in ["3132333400000000", "3132FFFFFFFFFFFF", "FFFFFFFFFFFFFFFF", "31323334353637FF00"] {
        let lc = if new.len() == 16 { "10" } else { "11" };
        let answer = status(&mut card, &format!("00240010{lc}3132333435363738{new}"));
        assert!(["6A80", "6700"].contains(&&*answer), "{new}: {answer}");
    }
    assert_eq!(card.memory().counters[&0x10].left, 3);
    assert_eq!(card.chip().events, []);
}

#[test]
fn the_counter_is_reset_by_the_puk_alone_or_after_it_was_verified() {
    let mut card = cns();
    for _ in 0..3 {
        status(&mut card, WRONG);
    }
    assert_eq!(status(&mut card, "002C0310"), "6982");
    assert_eq!(status(&mut card, "002C0110083837363534333231"), "9000");
    assert_eq!(status(&mut card, WRONG), "63C2");
    assert_eq!(status(&mut card, "00200011083837363534333231"), "9000");
    assert_eq!(status(&mut card, "002C0310"), "9000");
    assert_eq!(status(&mut card, RIGHT), "9000");
}

#[test]
fn one_pin_for_both_keys_shares_its_tries_but_is_asked_for_each() {
    let mut memory = memory("infocert-1205");
    memory.options.one_pin = true;
    let mut card = Card::new(memory, common::chip());
    assert_eq!(status(&mut card, RIGHT), "9000");
    assert_eq!(status(&mut card, "0020009A"), "63C3");
    assert_eq!(status(&mut card, "0020009A083030303030303030"), "63C2");
    assert_eq!(status(&mut card, WRONG), "63C1");
    assert_eq!(status(&mut card, "0020009A083132333435363738"), "9000");
}

#[test]
fn unknown_references_and_wrong_lengths_are_told_and_cost_nothing() {
    let mut card = cns();
    assert_eq!(status(&mut card, "00200001083132333435363738"), "6A88");
    assert_eq!(status(&mut card, "002000100431323334"), "6700");
    assert_eq!(status(&mut card, "00200110083132333435363738"), "6A86");
    assert_eq!(card.chip().events, []);
}

#[test]
fn a_code_does_not_show_itself() {
    assert_eq!(format!("{:?}", Code::from_digits("12345678")), "Some(Code(…))");
    let command = cns_card::Command::read(b"\x00\x20\x00\x10\x0812345678").unwrap();
    assert!(!format!("{command:?}").contains("49"), "{command:?}");
}
