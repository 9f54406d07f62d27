//! What `--visible` says: where a signature is to be seen, and what it shows.

use pades::{Corner, PageNumber, Place};
use signing::making::Visible;

use crate::{
    cli::Sign,
    exit::{Exit, Failure, Outcome},
    files,
};

/// Width and height, and the distance from the edges, in points: a third of an A4 page.
const SIZE: [f64; 2] = [190.0, 62.0];
const MARGIN: f64 = 28.0;
/// Octets of an image.
const IMAGE: u64 = 8 << 20;

/// How the signature is to be seen, if it is.
///
/// # Errors
/// `value-invalid`, what reading the image says.
pub fn visible(options: &Sign) -> Outcome<Option<Visible>> {
    let Some(text) = &options.visible else { return Ok(None) };
    let place = place(text).ok_or_else(|| {
        Failure::new(Exit::Usage, "value-invalid").with("option", "--visible").with("detail", text)
    })?;
    let image = options.image.as_deref().map(|path| files::read(path, IMAGE)).transpose()?;
    Ok(Some(Visible { place, image, font: web::fonts::TEXT }))
}

/// `1,bottom-right`, `last,top-left`, `2,100,100,200,60`.
fn place(text: &str) -> Option<Place> {
    let mut parts = text.split(',').map(str::trim);
    let page = match parts.next()? {
        "last" => PageNumber::Last,
        number => PageNumber::Number(number.parse().ok().filter(|number| *number > 0)?),
    };
    let rest: Vec<&str> = parts.collect();
    match rest.as_slice() {
        [corner] => {
            let corner = match *corner {
                "top-left" => Corner::TopLeft,
                "top-right" => Corner::TopRight,
                "bottom-left" => Corner::BottomLeft,
                "bottom-right" => Corner::BottomRight,
                _ => return None,
            };
            Some(Place::Corner { page, corner, size: SIZE, margin: MARGIN })
        }
        [x, y, width, height] => {
            let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
            let (x, y, width, height) = (number(x)?, number(y)?, number(width)?, number(height)?);
            if width <= 0.0 || height <= 0.0 {
                return None;
            }
            Some(Place::Rectangle { page, rectangle: [x, y, x + width, y + height] })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_corner_or_a_rectangle_of_a_page() {
        assert!(matches!(
            place("1,bottom-right"),
            Some(Place::Corner { page: PageNumber::Number(1), corner: Corner::BottomRight, .. })
        ));
        assert!(matches!(place("last, top-left"), Some(Place::Corner { page: PageNumber::Last, .. })));
        let Some(Place::Rectangle { rectangle, .. }) = place("2,-10,20.5,100,50") else { panic!() };
        assert_eq!(rectangle, [-10.0, 20.5, 90.0, 70.5]);
        for wrong in ["", "1", "0,top-left", "1,middle", "1,1,2,3", "1,1,2,0,4", "1,1,2,nan,4", "x,top-left"]
        {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }
}
