//! How long things take in this process. The contestants take turns, so that whatever else the machine
//! does falls on both.

use std::{fmt, fs, hint::black_box, time::Instant};

use anyhow::Result;

/// What one operation took, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Median of the elapsed time.
    pub wall: f64,
    /// Mean of the processor time.
    pub cpu: f64,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", duration(self.wall), duration(self.cpu))
    }
}

/// A duration as people read it.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 10.0 => format!("{s:.1} s"),
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 0.1 => format!("{:.0} ms", s * 1e3),
        s if s >= 0.01 => format!("{:.1} ms", s * 1e3),
        s if s >= 0.001 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// The median; 0 of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// The end of an action: what it made is not optimised away.
pub fn done<T>(value: T) -> Result<()> {
    black_box(value);
    Ok(())
}

/// Something that can be done again and again.
pub type Action<'a> = &'a mut dyn FnMut() -> Result<()>;

/// Does each action `each` times in a row, in turns, `rounds` times over. The median is over the
/// rounds.
pub fn in_turns<const N: usize>(
    rounds: usize,
    each: usize,
    mut actions: [Action<'_>; N],
) -> Result<[Figure; N]> {
    let mut walls = [const { Vec::new() }; N];
    let mut cpus = [0.0; N];
    for round in 0..=rounds {
        for (index, action) in actions.iter_mut().enumerate() {
            let (begun, cpu) = (Instant::now(), thread_cpu());
            for _ in 0..each {
                action()?;
            }
            // The first round warms up.
            if round > 0 {
                walls[index].push(begun.elapsed().as_secs_f64() / each as f64);
                cpus[index] += thread_cpu() - cpu;
            }
        }
    }
    let cpu_of = |index: usize| cpus[index] / (rounds * each) as f64;
    let mut walls = walls.into_iter();
    Ok(std::array::from_fn(|index| Figure {
        wall: median(walls.next().unwrap_or_default()),
        cpu: cpu_of(index),
    }))
}

/// Processor time of this thread so far, in seconds.
fn thread_cpu() -> f64 {
    // The kernel brings the figure up to date when the thread yields.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// Processor time so far of this process with all its threads, and of the children that it has waited
/// for, in seconds (proc(5): ticks of a hundredth).
pub fn process_cpu() -> (f64, f64) {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    let sum = |from: usize| fields.get(from..from + 2).map_or(0.0, |two| (two[0] + two[1]) / 100.0);
    (sum(11), sum(13))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 100.0]), 3.0);
    }

    #[test]
    fn every_action_is_done_in_every_round_and_once_to_warm_up() {
        let (mut one, mut other) = (0, 0);
        let figures = in_turns(
            3,
            5,
            [
                &mut || {
                    one += 1;
                    Ok(())
                },
                &mut || {
                    other += 1;
                    Ok(())
                },
            ],
        );
        assert_eq!(figures.unwrap().len(), 2);
        assert_eq!((one, other), (20, 20));
    }

    #[test]
    fn durations_have_three_digits_or_so() {
        let texts = [0.000_012_34, 0.001_234, 0.012_34, 0.1234, 1.234, 12.34].map(duration);
        assert_eq!(texts, ["12.3 µs", "1.23 ms", "12.3 ms", "123 ms", "1.23 s", "12.3 s"]);
    }
}
