/**
 * What WooCommerce's scripts do on classic pages, in little: the cart draws its totals anew when it is
 * asked to, and the form of variations tells which was picked. A double, as blocks.js is.
 */
jQuery( function ( $ ) {
	$( document.body ).on( 'wc_update_cart', function () {
		$.getJSON( '/wp-json/wc/store/v1/cart', function ( cart ) {
			$( '#total' ).text( cart.total );
			$( document.body ).trigger( 'updated_cart_totals' );
		} );
	} );
	$( '.variations_form button' ).on( 'click', function () {
		$( this.form ).trigger( 'found_variation', [ { variation_id: 171, regulars_price_minor: 720000 } ] );
	} );
} );
