"""How well the sentiment that is read in reviews goes with the stars that were given.

    python -m benchmarks.quality.review_sentiment --data DIR [--data-dir DIR]

DIR holds `catalog_magento_luma`. Nothing is trained or chosen on the set.
"""

import argparse
import csv
from pathlib import Path

from scipy.stats import pearsonr, spearmanr  # has no types

from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.aspects.aspect_training import load_or_train_aspects
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders

PLACE = "catalog_magento_luma/magento2-sample-data/app/code/Magento/ReviewSampleData/fixtures"
FILE = "products_reviews.csv"
STARS = 5


def main() -> None:
    """Read every review, compare, print."""
    parser = argparse.ArgumentParser(description="sentiment of reviews beside their stars")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the sets")
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where the encoder is")
    arguments = parser.parse_args()
    encoder = load_default(ModelFolders((arguments.data_dir,)))
    model = load_or_train_aspects(encoder, ModelFolders((arguments.data_dir,)))
    reader = AspectReader(encoder=encoder, model=model)
    with (arguments.data / PLACE / FILE).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["review"].strip()]
    stars = [float(row["rating_value"]) for row in rows]
    told = [reader.sentiment(f"{row['title']}. {row['review']}") for row in rows]
    assert len(rows) > 100, "the set has hundreds of reviews"
    print(f"  {len(rows)} reviews")
    print(f"  correlation with the stars: Spearman {spearmanr(told, stars).statistic:.3f},")
    print(f"  Pearson {pearsonr(told, stars).statistic:.3f}")
    for star in range(1, STARS + 1):
        own = [one for one, given in zip(told, stars, strict=True) if round(given) == star]
        if own:
            print(
                f"  {star} stars: {len(own):4} reviews, mean sentiment {sum(own) / len(own):+.2f}"
            )


if __name__ == "__main__":
    main()
