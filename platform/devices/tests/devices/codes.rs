//! PIN and PUK: changed, unblocked, locked.

use cns_card::memory::Options;
use devices::{Condition, DeviceError, Purpose, Shelf};
use keyvault::KeySpec;

use crate::readers::{Desk, Make, OTHER_PIN, OTHER_PUK, PIN, PUK, secret};

const CHANGE: u8 = 0x24;
const UNBLOCK: u8 = 0x2c;
const NEW: &str = "99887766";

fn change(desk: &Desk, which: Option<Purpose>, old: &str, new: &str) -> Result<(), Condition> {
    told(desk.shelf.change_pin(&desk.id(), which, &secret(old), &secret(new)))
}

fn unblock(desk: &Desk, which: Option<Purpose>, puk: &str, new: &str) -> Result<(), Condition> {
    told(desk.shelf.unblock(&desk.id(), which, &secret(puk), &secret(new)))
}

fn told(outcome: Result<(), DeviceError>) -> Result<(), Condition> {
    outcome.map_err(|error| error.condition)
}

fn open(desk: &Desk, purpose: Purpose, pin: &str) -> Result<(), Condition> {
    told(desk.shelf.open(&desk.id(), purpose, Some(&secret(pin))).map(drop))
}

#[test]
fn one_pin_is_changed_for_both_keys() {
    for key in [KeySpec::Rsa2048, KeySpec::P256] {
        let desk = Desk::with(Make { key, ..Make::default() });
        change(&desk, None, PIN, NEW).unwrap();
        assert_eq!(desk.tries(), Some(3), "no try was spent");
        for purpose in [Purpose::Signature, Purpose::Authentication] {
            open(&desk, purpose, NEW).unwrap();
        }
        assert_eq!(open(&desk, Purpose::Signature, PIN), Err(Condition::PinWrong { left: Some(2) }));
    }
}

#[test]
fn two_code_objects_of_one_value_are_kept_alike() {
    // As on cards that leave that to whoever changes the PIN.
    let desk = Desk::with(Make { two_pins: true, ..Make::default() });
    change(&desk, Some(Purpose::Signature), OTHER_PIN, PIN).unwrap();
    change(&desk, None, PIN, NEW).unwrap();
    for purpose in [Purpose::Signature, Purpose::Authentication] {
        open(&desk, purpose, NEW).unwrap();
    }
    assert_eq!(desk.tries(), Some(3));
}

#[test]
fn two_pins_are_changed_one_by_one() {
    let desk = Desk::with(Make { two_pins: true, ..Make::default() });
    change(&desk, Some(Purpose::Signature), OTHER_PIN, NEW).unwrap();
    open(&desk, Purpose::Signature, NEW).unwrap();
    open(&desk, Purpose::Authentication, PIN).unwrap();
    // Both at once: nothing is changed.
    assert_eq!(change(&desk, None, NEW, "55555511"), Err(Condition::PinsDiffer));
    assert_eq!(desk.sent(CHANGE), 1);
    open(&desk, Purpose::Signature, NEW).unwrap();
}

#[test]
fn a_wrong_old_pin_costs_one_try_and_changes_nothing() {
    let desk = Desk::with(Make::default());
    assert_eq!(change(&desk, None, "11111111", NEW), Err(Condition::PinWrong { left: Some(2) }));
    assert_eq!(desk.tries(), Some(2));
    open(&desk, Purpose::Signature, PIN).unwrap();
}

#[test]
fn codes_of_the_wrong_shape_are_not_sent() {
    let desk = Desk::with(Make::default());
    assert_eq!(change(&desk, None, "1234", NEW), Err(Condition::PinShape));
    assert_eq!(change(&desk, None, PIN, "123456789"), Err(Condition::PinShape));
    assert_eq!(unblock(&desk, None, "1234567", NEW), Err(Condition::PukShape));
    assert_eq!(unblock(&desk, None, PUK, "1234"), Err(Condition::PinShape));
    assert_eq!((desk.sent(CHANGE), desk.sent(UNBLOCK), desk.sent(0x20)), (0, 0, 0));
    assert_eq!(desk.tries(), Some(3));
}

#[test]
fn the_puk_unlocks_a_locked_pin() {
    for key in [KeySpec::Rsa2048, KeySpec::P256] {
        let desk = Desk::with(Make { key, ..Make::default() });
        for _ in 0..3 {
            let _ = open(&desk, Purpose::Signature, "11111111");
        }
        assert_eq!(desk.only().condition, Some(Condition::PinLocked));
        unblock(&desk, None, PUK, NEW).unwrap();
        assert_eq!((desk.only().condition, desk.tries()), (None, Some(3)));
        for purpose in [Purpose::Signature, Purpose::Authentication] {
            open(&desk, purpose, NEW).unwrap();
        }
    }
}

#[test]
fn one_of_two_pins_is_unlocked_with_its_own_puk() {
    let desk = Desk::with(Make { two_pins: true, ..Make::default() });
    unblock(&desk, Some(Purpose::Signature), OTHER_PUK, NEW).unwrap();
    open(&desk, Purpose::Signature, NEW).unwrap();
    open(&desk, Purpose::Authentication, PIN).unwrap();
}

#[test]
fn wrong_puks_are_counted_until_the_device_is_lost() {
    let desk = Desk::with(Make::default());
    assert_eq!(unblock(&desk, None, "00000000", NEW), Err(Condition::PukWrong { left: Some(2) }));
    assert_eq!(desk.only().pin.puk_tries_left, Some(2));
    assert_eq!(unblock(&desk, None, "00000000", NEW), Err(Condition::PukWrong { left: Some(1) }));
    assert_eq!(unblock(&desk, None, "00000000", NEW), Err(Condition::PukLocked));
    assert_eq!(unblock(&desk, None, PUK, NEW), Err(Condition::PukLocked));
    // The PIN goes on until it is locked too.
    open(&desk, Purpose::Signature, PIN).unwrap();
    for _ in 0..3 {
        let _ = open(&desk, Purpose::Signature, "11111111");
    }
    assert_eq!(desk.only().condition, Some(Condition::PukLocked));
}

#[test]
fn the_last_wrong_try_is_told_as_locked_also_by_cards_that_say_zero_left() {
    let options = Options { last_try_says_blocked: false, ..Options::default() };
    let desk = Desk::with(Make { options, ..Make::default() });
    for _ in 0..2 {
        let _ = open(&desk, Purpose::Signature, "11111111");
    }
    assert_eq!(open(&desk, Purpose::Signature, "11111111"), Err(Condition::PinLocked));
}

#[test]
fn what_a_card_refuses_while_a_code_is_changed_is_no_wrong_code() {
    let desk = Desk::with(Make::default());
    desk.answers(CHANGE, 0x6581);
    assert!(matches!(change(&desk, None, PIN, NEW), Err(Condition::Failed { .. })));
    desk.answers(UNBLOCK, 0x6985);
    assert!(matches!(unblock(&desk, None, PUK, NEW), Err(Condition::Failed { .. })));
}
